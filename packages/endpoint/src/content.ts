/** The content of one version of a file. Read it once, then ask `unchanged`, then `close`. */
export interface Content {
  readonly size: number;
  /** Its time, µs since the epoch, where reading tells it more exactly than the listing did. */
  readonly mtime?: number | undefined;
  /** Whole content where it is small, in one buffer; otherwise undefined and `chunks` is to be used. */
  readonly whole: Buffer | undefined;
  /**
   * Chunks of at most 1 MiB, pulled, from that byte on (default 0); a chunk may be reused after the next pull. Throws
   * `unreadable`, `unreachable`. May be called again once the last call's chunks are not pulled any more.
   */
  chunks(fromByte?: number): AsyncIterable<Buffer>;
  /**
   * Looks at the source again: whether what was read is exactly one version, the expected one. For whole content that was
   * proven to be so by a look after it was read, that answer stands.
   */
  unchanged(signal?: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** Content up to this size is handed over whole: one buffer, no stream. */
export const WHOLE_CONTENT_BYTES = 256 * 1024;
/** The longest chunk of `Content.chunks`. */
export const CHUNK_BYTES = 1024 * 1024;
