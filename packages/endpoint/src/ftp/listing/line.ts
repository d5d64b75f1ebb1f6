/** What one line of a listing says, before names are judged. */
export interface ListedEntry {
  /** Bytes, as sent. */
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'special';
  readonly size: number | undefined;
  /** The server's own words for the time; compared, never interpreted. */
  readonly timeText: string;
  /** µs since the epoch; of a LIST a guess (no zone, often no year). */
  readonly mtime: number | undefined;
  /** The fact `unique` (RFC 3659 §7.5.2): equal for equal files only. */
  readonly unique: string | undefined;
}

/**
 * `skip`: not an entry (the directory itself, its parent, a total); `self` marks the directory's own line
 * or its parent's: vsftpd's `hide_file` leaves out either, depending on where the directory is.
 * `bad`: not understood, so that something may be missing.
 */
export type ListingLine =
  | { readonly line: 'entry'; readonly entry: ListedEntry }
  | { readonly line: 'skip'; readonly self: boolean }
  | { readonly line: 'bad' };

export const BAD: ListingLine = { line: 'bad' };

export function entryLine(entry: ListedEntry): ListingLine {
  const isDots = entry.name === '.' || entry.name === '..';
  if (isDots && entry.kind === 'directory') return { line: 'skip', self: true };
  if (entry.kind === 'file' && entry.size === undefined) return BAD;
  return { line: 'entry', entry };
}

/** Bytes, or undefined where it is not a plain, exactly representable number. */
export function parseSize(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const size = Number(text);
  return Number.isSafeInteger(size) ? size : undefined;
}
