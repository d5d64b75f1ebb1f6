import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, setCsrf } from './client';

export interface SessionState {
  readonly signedIn: boolean;
  readonly needsSetUp: boolean;
  readonly csrf?: string;
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
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => ask('DELETE', '/session'),
    onSettled: () => forgetSession(queries),
  });
}

/** An answer of 401 means that the session has ended: the sign-in page is shown. */
export function forgetSession(queries: ReturnType<typeof useQueryClient>): void {
  setCsrf(undefined);
  queries.setQueryData<SessionState>(KEY, { signedIn: false, needsSetUp: false });
  // Nothing of what was seen stays behind.
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
}
