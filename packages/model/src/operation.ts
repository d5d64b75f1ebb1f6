import type { ContentEntry, DirectoryEntry, FileEntry, Side, Token } from './entry.js';
import type { Path } from './path.js';
import type { Problem, ProblemCode } from './problem.js';

/** `copy`, `update` and `delete` are of files and links. */
export type OperationName = 'copy' | 'update' | 'delete' | 'mkdir' | 'rmdir' | 'move' | 'conflict' | 'skip';

/** Why an operation is done. Stable words; scripts may match on them. */
export type Reason =
  | 'new' // nothing stood there
  | 'content'
  | 'time'
  | 'mode'
  | 'target' // of a link
  | 'deleted' // the other side deleted it
  | 'extra' // a clone's source never had it
  | 'kind' // another kind takes its place
  | 'renamed'
  | ProblemCode;

interface Step {
  readonly side: Side;
  readonly path: Path;
  readonly reason: Reason;
}

/** Bring this version from the other side; `replaces` is what was seen under the name, to be proven again. */
export interface WriteOperation extends Step {
  readonly op: 'copy' | 'update';
  readonly content: ContentEntry;
  readonly replaces?: ContentEntry | undefined;
}

/** Content is equal: give the file the time and mode that `like` has on the other side. */
export interface AttributesOperation extends Step {
  readonly op: 'update';
  readonly reason: 'time' | 'mode';
  readonly target: FileEntry;
  readonly like: FileEntry;
  readonly hash?: string | undefined;
}

/** Remove the file or link `target`, into the trash where the run has one. */
export interface DeleteOperation extends Step {
  readonly op: 'delete';
  readonly target: ContentEntry;
}

/** Make a directory; `mode`: its rwx bits, where the side has them. */
export interface MakeDirectoryOperation extends Step {
  readonly op: 'mkdir';
  readonly mode?: number | undefined;
}

/** Remove a directory that is empty by then. */
export interface RemoveDirectoryOperation extends Step {
  readonly op: 'rmdir';
}

/**
 * Rename `target` from `from` to `path`; `content` is the entry that stands at `path` on the other side. `replaces` is what was seen
 * under the new name, and goes first, into the trash where the run has one.
 */
export interface MoveOperation extends Step {
  readonly op: 'move';
  readonly from: Path;
  readonly target: ContentEntry;
  readonly content: ContentEntry;
  readonly replaces?: ContentEntry | undefined;
}

/** What is below a directory, as a version that is told from every other. */
export interface TreeVersion {
  readonly kind: 'directory';
  /** Files and links. */
  readonly size: number;
  readonly token: Token;
}

/** Rename a whole directory from `from` to `path`: all that is below it is what the other side has at `path`. */
export interface MoveDirectoryOperation extends Step {
  readonly op: 'move';
  readonly from: Path;
  readonly tree: TreeVersion;
}

/**
 * Both versions are kept on both sides. The one on `side` loses the name: it becomes `from` and is copied to the other
 * side. `winner` is the other side's version, which takes the plain name on `side` too; undefined where a directory
 * keeps the name.
 */
export interface ConflictOperation extends Step {
  readonly op: 'conflict';
  readonly from: Path;
  readonly loser: ContentEntry;
  readonly winner?: ContentEntry | undefined;
}

/** Nothing is done at or below the path, and the problem says why. */
export interface SkipOperation extends Step {
  readonly op: 'skip';
  readonly problem: Problem;
}

/** One step to do. */
export type Operation =
  | WriteOperation
  | AttributesOperation
  | DeleteOperation
  | MakeDirectoryOperation
  | RemoveDirectoryOperation
  | MoveOperation
  | MoveDirectoryOperation
  | ConflictOperation
  | SkipOperation;

/** What became of an operation (SPEC §8). */
export type OutcomeName = 'planned' | 'applied' | 'stale' | 'failed' | 'held';

/**
 * What was (or would be) achieved at one path: one line for people, one JSON object for programs.
 * `bytes` is content written to a side by copy and update; everything else writes 0.
 */
export interface Outcome {
  readonly op: OperationName;
  readonly side: Side;
  readonly path: Path;
  readonly outcome: OutcomeName;
  readonly bytes: number;
  readonly reason?: Reason | undefined;
  /** Moves: the old path. Conflicts: the conflict name. */
  readonly from?: Path | undefined;
  /** Set when the outcome is not as wished, and on `skip`. */
  readonly code?: ProblemCode | undefined;
  /** Cause and advice for people, when `code` is set. */
  readonly message?: string | undefined;
}

/** Makes a directory like the one that the other side has. */
export function makeLike(
  directory: DirectoryEntry,
  step: Pick<Operation, 'side' | 'path' | 'reason'>,
): MakeDirectoryOperation {
  return { op: 'mkdir', ...step, mode: directory.mode };
}

/** Replaces the file or link that a side has under a path by the other side's version. */
export function updateTo(
  content: ContentEntry,
  replaces: ContentEntry,
  step: Pick<Operation, 'side' | 'path'>,
): WriteOperation {
  const reason = content.kind === 'link' && replaces.kind === 'link' ? 'target' : 'content';
  return { op: 'update', ...step, reason, content, replaces };
}

/** Content that a copy or an update brings to its side, in bytes; 0 of everything else (SPEC §8). */
export function bytesOf(operation: Operation): number {
  return 'content' in operation && operation.op !== 'move' ? contentBytes(operation.content) : 0;
}

function contentBytes(entry: ContentEntry | undefined): number {
  return entry?.kind === 'file' ? entry.size : 0;
}

/** How an operation turned out, as the line that reports it. */
export function outcomeOf(operation: Operation, outcome: OutcomeName, problem?: Problem): Outcome {
  const cause = problem ?? (operation.op === 'skip' ? operation.problem : undefined);
  return {
    op: operation.op,
    side: operation.side,
    path: operation.path,
    outcome,
    bytes: outcome === 'applied' || outcome === 'planned' ? bytesOf(operation) : 0,
    reason: operation.reason,
    ...(operation.op === 'move' || operation.op === 'conflict' ? { from: operation.from } : {}),
    ...(cause === undefined ? {} : { code: cause.code, message: cause.message }),
  };
}
