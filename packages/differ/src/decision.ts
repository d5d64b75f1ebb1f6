import type {
  ContentEntry,
  DirectoryEntry,
  FileEntry,
  MakeDirectoryOperation,
  Operation,
  Side,
} from '@syncline/model';

/** What is to happen under one name. */
export type Decision =
  | { readonly do: 'nothing' }
  /** Both sides agree; the journal learns of it. */
  | {
      readonly do: 'record';
      readonly source: ContentEntry;
      readonly destination: ContentEntry;
      readonly hash?: string | undefined;
    }
  /** The journal forgets the name and all below it. */
  | { readonly do: 'forget' }
  /** Content decides: hash these files, then decide again. */
  | { readonly do: 'hash'; readonly read: Readonly<Partial<Record<Side, FileEntry>>> }
  /** Done at once in the walk. */
  | { readonly do: 'apply'; readonly operation: Operation }
  | { readonly do: 'descend'; readonly source: DirectoryEntry; readonly destination: DirectoryEntry }
  | { readonly do: 'make'; readonly operation: MakeDirectoryOperation; readonly directory: DirectoryEntry }
  /** To be deleted on `side` after proof and guard, for the other side does not have it. */
  | { readonly do: 'delete'; readonly side: Side; readonly entry: ContentEntry }
  /**
   * A directory that only `side` has, and that is to go with all below it; two-way, what was changed below stays and keeps
   * it alive.
   */
  | { readonly do: 'vanished'; readonly side: Side; readonly entry: DirectoryEntry }
  /** `old` on `side` gives way to `entry` of the other side; two-way, only if nothing changed below it. */
  | {
      readonly do: 'replace';
      readonly side: Side;
      readonly old: ContentEntry | DirectoryEntry;
      readonly entry: ContentEntry | DirectoryEntry;
    }
  /** Both versions are kept, on both sides. */
  | { readonly do: 'conflict'; readonly source: ContentEntry; readonly destination: ContentEntry }
  /** The directory keeps the name; the content on `side` gets the conflict name. */
  | {
      readonly do: 'type-conflict';
      readonly side: Side;
      readonly content: ContentEntry;
      readonly directory: DirectoryEntry;
    };

export const NOTHING: Decision = { do: 'nothing' };
export const FORGET: Decision = { do: 'forget' };
