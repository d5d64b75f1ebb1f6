import type { ContentEntry, DirectoryEntry, FileEntry, Operation, Side } from '@syncline/model';

/** What is to happen under one name. */
export type Decision =
  /** Both sides are as the journal says, or nothing may be done. */
  | { readonly do: 'nothing' }
  /** Both sides agree; the journal learns of it. */
  | { readonly do: 'record'; readonly source: ContentEntry; readonly destination: ContentEntry; readonly hash?: string | undefined }
  /** The journal forgets the name and all below it. */
  | { readonly do: 'forget' }
  /** Content decides: read what is asked for, then decide again with the verdict. */
  | { readonly do: 'compare'; readonly read: ContentQuestion }
  /** Done at once in the walk. */
  | { readonly do: 'apply'; readonly operation: Operation }
  /** A directory on both sides. */
  | { readonly do: 'descend'; readonly source: DirectoryEntry; readonly destination: DirectoryEntry }
  /** A directory to be made, then visited. */
  | { readonly do: 'make'; readonly operation: Operation; readonly directory: DirectoryEntry }
  /** Not on the source: to be deleted after proof and guard, with all below it. */
  | { readonly do: 'extra'; readonly entry: ContentEntry | DirectoryEntry }
  /** `old` has to go, after proof-free guard, before `entry` can be made in its place. */
  | { readonly do: 'replace'; readonly old: ContentEntry | DirectoryEntry; readonly entry: ContentEntry | DirectoryEntry };

/** Which sides' files have to be read to know whether their content is equal; a side that is not is told by its row. */
export interface ContentQuestion {
  readonly source: FileEntry | undefined;
  readonly destination: FileEntry | undefined;
  /** Hash of a side that need not be read. */
  readonly known: string | undefined;
}

/** The answer to a `ContentQuestion`. */
export interface ContentVerdict {
  readonly equal: boolean;
  /** SHA-256 of the source's content, where it is known. */
  readonly hash?: string | undefined;
}

export const NOTHING: Decision = { do: 'nothing' };
export const FORGET: Decision = { do: 'forget' };

export type { Side };
