import type { QueryClient } from '@tanstack/react-query';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { askAgain } from './ask-again';
import { ApiError, ask, setCsrf } from './client';
import { tellOtherTabs } from './other-tabs';

export interface SessionState {
  readonly signedIn: boolean;
  readonly needsSetUp: boolean;
  readonly csrf?: string;
  /** It was not this person who ended it: what is being written waits for them to sign in again. */
  readonly ended?: boolean;
}

const KEY = ['session'];

/** Whether this browser is signed in. */
export function useSession() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const state = await ask<SessionState>('GET', '/session', undefined, signal);
      setCsrf(state.csrf);
      return state;
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** Signs in, sets up or changes the password: whatever begins a session. */
export function useBeginSession(method: 'POST' | 'PUT', path: '/session' | '/setup' | '/password') {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Readonly<Record<string, string>>) => ask<{ csrf: string }>(method, path, body),
    onSuccess: ({ csrf }) => {
      setCsrf(csrf);
      queries.setQueryData<SessionState>(KEY, { signedIn: true, needsSetUp: false, csrf });
      tellOtherTabs('begun');
      // What was refused meanwhile is asked for again.
      void askAgain(queries, { predicate: isOfSession });
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => ask('DELETE', '/session').catch(isOverAlready),
    onSuccess: () => {
      leaveSession(queries);
      tellOtherTabs('left');
    },
  });
}

/** At a restart of the daemon, or in another tab. */
function isOverAlready(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 'session')) throw error;
}

/** An answer with the code `session` means that the session has ended, here or at a restart of the daemon. */
export function endSession(queries: QueryClient): void {
  setCsrf(undefined);
  queries.setQueryData<SessionState>(KEY, (before) => ({
    signedIn: false,
    needsSetUp: false,
    ended: before?.signedIn === true || before?.ended === true,
  }));
}

/** Somebody signed out, here or in another tab. */
export function leaveSession(queries: QueryClient): void {
  setCsrf(undefined);
  queries.setQueryData<SessionState>(KEY, { signedIn: false, needsSetUp: false });
  // Nothing of what was seen stays behind.
  queries.removeQueries({ predicate: isOfSession });
}

const isOfSession = ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean =>
  queryKey[0] !== KEY[0];
