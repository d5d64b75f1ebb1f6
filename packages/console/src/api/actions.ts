import { useIsMutating, useMutation, useQueryClient } from '@tanstack/react-query';
import { askAgain } from './ask-again';
import { ApiError, ask } from './client';
import type { PlainSet } from './shapes';

/** The path of what belongs to an item. */
export function itemPath(name: string, rest = ''): string {
  return `/items/${encodeURIComponent(name)}${rest}`;
}

/** Something that changes how things stand; what shows it is asked for again. */
export function useAction<Input, Output = unknown>(
  work: (input: Input) => Promise<Output>,
  mutationKey: readonly string[] = [],
) {
  const queries = useQueryClient();
  return useMutation({
    mutationKey,
    mutationFn: work,
    onSuccess: () => {
      // What takes long, such as a preview, keeps nobody waiting who has done something else.
      void askAgain(queries, { queryKey: ['item'] });
      return Promise.all(['status', 'definition'].map((key) => askAgain(queries, { queryKey: [key] })));
    },
  });
}

export function useSyncNow() {
  return useAction((items: readonly string[]) => ask('POST', '/run', { items }));
}

export function useStop() {
  return useAction((name: string) => ask('POST', itemPath(name, '/stop')));
}

/** Deletes definitions, one after the other: each is an edit of one file. */
export function useDeleteItems() {
  return useAction(async (names: readonly string[]) => {
    for (const name of names) await ask('DELETE', itemPath(name)).catch(isGoneAlready);
  });
}

/** Somebody else was first, or an earlier try of the same. */
function isGoneAlready(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 'item')) throw error;
}

export type SaveMode =
  | { readonly kind: 'add' }
  | { readonly kind: 'edit'; readonly name: string }
  | { readonly kind: 'copy'; readonly name: string };

export interface SaveRequest {
  readonly mode: SaveMode;
  readonly item: PlainSet;
  /** Of the item that was changed; it is not saved over another one. */
  readonly version: string | undefined;
}

const SAVING = ['save'];

export function useSaveItem() {
  return useAction(({ mode, item, version }: SaveRequest) => {
    switch (mode.kind) {
      case 'add':
        return ask('POST', '/items', item);
      case 'edit':
        return ask('PUT', itemPath(mode.name, version === undefined ? '' : `?version=${version}`), item);
      case 'copy':
        return ask('POST', itemPath(mode.name, '/copy'), item);
    }
  }, SAVING);
}

/** An item is on its way to the daemon. */
export function useIsSaving(): boolean {
  return useIsMutating({ mutationKey: SAVING }) > 0;
}
