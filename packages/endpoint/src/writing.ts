import type { ContentEntry, Entry, FileEntry, LinkEntry, Name, Path, RunId } from '@syncline/model';

/** One file to write, and what has to hold for it. */
export interface WriteRequest {
  readonly path: Path;
  readonly temp: Name;
  readonly size: number;
  /** µs since the epoch; undefined: leave the time of writing. */
  readonly mtime: number | undefined;
  /** rwx bits of a new file; undefined: those of the replaced file, else the side's default. */
  readonly mode: number | undefined;
  /** What the plan saw under the name: nothing, or the file or link to replace. */
  readonly expected: ContentEntry | undefined;
  /** The run whose trash takes the replaced version; undefined: no trash. */
  readonly trash: RunId | undefined;
  /** Called with the bytes of each chunk once it is written, or of whole content before or after; may wait, to keep a bandwidth. */
  readonly onBytes?: ((bytes: number) => void | Promise<void>) | undefined;
  /** Nobody asks for its hash: the content may be brought in a way that passes it by. */
  readonly hashless?: boolean | undefined;
  /**
   * The temp file outlives a transfer that breaks or is interrupted, and what stands under `temp` already is continued
   * where it is proven to be the beginning of the content: the caller vouches that only an attempt at this very version
   * wrote it, on a disk since the last start of the machine; the endpoint compares its last `PROOF_BYTES`. What is not
   * proven is written anew. For content that is not `whole`; an endpoint may ignore it.
   */
  readonly resumable?: boolean | undefined;
}

/** Content from this size on is worth being continued. */
export const RESUMABLE_BYTES = 8 * 1024 * 1024;
/** A server whose power was cut keeps a file's beginning and may have lost, or zeroed, its end. */
export const PROOF_BYTES = 1024 * 1024;

/** What was achieved of a file that was written. */
export interface Written {
  /** SHA-256 of what was written, lower-case hex; undefined only for what was asked for `hashless`. */
  readonly hash: string | undefined;
  /** What `observe` would have said right afterwards, before anybody else's edit; undefined: it has to be asked. */
  readonly seen?: Entry | undefined;
}

/** A file that is to be made like `entry`, which the other side has, where nothing stands yet. */
export interface NewFile {
  readonly entry: FileEntry;
  readonly temp: Name;
}

/** One link to make; the fields as in a `WriteRequest`. */
export interface LinkRequest {
  readonly path: Path;
  readonly temp: Name;
  readonly target: LinkEntry['target'];
  readonly expected: ContentEntry | undefined;
  readonly trash: RunId | undefined;
}

/** What is to be set; what is left out stays. `mtime` in µs since the epoch, `mode` rwx bits. */
export interface Attributes {
  readonly mtime?: number | undefined;
  readonly mode?: number | undefined;
}
