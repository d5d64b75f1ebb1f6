import type { Path } from '@syncline/model';

/**
 * A hint where to look, never a fact (SPEC §6). `written`: the file was seen being written, so it may be half-written; one that
 * was seen only to appear came whole, by rename. `tree` the path and all below it: a folder came, and is watched by now. `everything` hints were
 * lost. `unwatched` what is at and below the path has to be polled.
 */
export type Trigger =
  | { readonly type: 'name'; readonly path: Path; readonly written: boolean }
  | { readonly type: 'tree'; readonly path: Path }
  | { readonly type: 'everything'; readonly because: string }
  | { readonly type: 'unwatched'; readonly path: Path; readonly because: string }
  /** Once: every folder of the root is watched; whatever changes from now on is told. */
  | { readonly type: 'armed'; readonly folders: number };
