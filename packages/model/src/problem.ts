import type { Path } from './path.js';

/**
 * Why a path is unknown (⊥) or could not be done. Stable: scripts may match on them.
 * `unlistable` a directory whose listing failed or is incomplete · `unreadable` content or metadata not readable ·
 * `special` socket, FIFO, device · `link` a symbolic link towards a side that has none · `name` a name that a side
 * cannot hold or that must not be trusted · `clash` two entries of one name · `kind` simple mode met another kind ·
 * `unproven` an absence that could not be proven · `vanished-mount` a mount point that is gone · `busy` the file
 * kept changing while it was read · `stale` the target is not what the plan expected · `full` no space or quota ·
 * `permission` not allowed · `read-only` the side cannot be written · `size` more or fewer bytes arrived than were
 * sent · `failed` anything else
 */
export type ProblemCode =
  | 'unlistable'
  | 'unreadable'
  | 'special'
  | 'link'
  | 'name'
  | 'clash'
  | 'kind'
  | 'unproven'
  | 'vanished-mount'
  | 'busy'
  | 'stale'
  | 'full'
  | 'permission'
  | 'read-only'
  | 'size'
  | 'failed';

/** A path that could not be read or written: what, why, and what to do about it. */
export interface Problem {
  readonly code: ProblemCode;
  readonly path: Path;
  /** Cause and advice, one line, without the path. */
  readonly message: string;
  /** A side that has the name did not list it, or listed it under another: its listing of the folder does not tell what is there. */
  readonly unlisted?: boolean;
}
