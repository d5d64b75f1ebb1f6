/**
 * What `lstat` tells of an entry, as numbers. Times are ms since the epoch, with fractions, as Node computes them: a token is the
 * same whichever way an entry was looked at.
 */
export type FileStatus = Readonly<WritableStatus>;

/** A status to be filled in: a listing looks at one entry after the other with the same. */
export interface WritableStatus {
  mode: number;
  size: number;
  dev: number;
  ino: number;
  nlink: number;
  mtimeMs: number;
  ctimeMs: number;
  /** 0 where the file system keeps none. */
  birthtimeMs: number;
  /** Whether something is mounted there, be it what would be there without; undefined where that is not told. */
  mountRoot?: boolean | undefined;
  /** Immutable or append-only (chattr(1)); undefined where that is not told. */
  fixed?: boolean | undefined;
}

export function emptyStatus(): WritableStatus {
  return { mode: 0, size: 0, dev: 0, ino: 0, nlink: 0, mtimeMs: 0, ctimeMs: 0, birthtimeMs: 0 };
}
