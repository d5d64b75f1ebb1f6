import type { Endpoint, ReadableEndpoint } from '@syncline/endpoint';
import type { FileEntry, Name, Path, RunId, Side } from '@syncline/model';

/** Temp files of large files that a later attempt, of this run or the next, may continue. */
export interface Partials {
  /**
   * The name to write this version under: that of an earlier attempt at it, or a new one, noted before it is returned.
   * What an attempt at another version left is removed.
   */
  begin(side: Side, path: Path, version: FileEntry): Promise<Name>;
  /** It was written, and its temp file has become the file. */
  end(side: Side, path: Path): Promise<void>;
}

/** What carrying out operations needs besides the operations: one per run. */
export interface ApplyContext {
  reader(side: Side): ReadableEndpoint;
  /** Throws for a side that this run must not write. */
  writer(side: Side): Endpoint;
  /** The run whose trash takes what is replaced or deleted, or undefined for no trash. */
  readonly trash: RunId | undefined;
  /** A temp name that this run has not used before. */
  nextTemp(): Name;
  /**
   * Told of a temp file before it is written, for sides that would not show it to a later run. What it returns is to be called
   * once the temp file has become what it was written for.
   */
  readonly noteTemp?: ((side: Side, temp: Path) => Promise<() => void>) | undefined;
  /** Awaited before a name is given, for sides that would not show it to a later run. */
  readonly beforeNaming?: ((side: Side, path: Path) => Promise<void>) | undefined;
  /** Awaited before anything goes to the trash, for sides that would not show it there. */
  readonly beforeTrash?: ((side: Side, path: Path) => Promise<void>) | undefined;
  /** Lets large files be continued by a later attempt; without it each begins anew. */
  readonly partials?: Partials | undefined;
  /** Whether a file may come without its hash, where that is cheaper; default: no. */
  readonly doesWithoutHash?: ((file: FileEntry) => boolean) | undefined;
  /**
   * Other machines may know a side by its listings alone: what replaces a version gets a time by which it is told from it, where
   * nothing else tells. Default: it has its own time, whatever that is.
   */
  readonly tellsApart?: boolean | undefined;
  /** Further tries of one operation, each on a fresh connection. */
  readonly retries: number;
  /** Told of every piece of content written; may wait, to keep a bandwidth. */
  readonly onBytes: (bytes: number) => void | Promise<void>;
  /** Awaited before each change, where something has to be known of it first. */
  readonly beforeChange?: (() => Promise<void>) | undefined;
  readonly signal: AbortSignal;
}
