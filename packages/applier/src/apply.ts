import type { Content, ReadableEndpoint } from '@syncline/endpoint';
import { RESUMABLE_BYTES } from '@syncline/endpoint/base';
import type {
  ContentEntry,
  Entry,
  FileEntry,
  LinkEntry,
  MakeDirectoryOperation,
  Operation,
  OutcomeName,
  Path,
  Problem,
  ProblemCode,
  WriteOperation,
  AttributesOperation,
} from '@syncline/model';
import { isSynclineError, joinPath, messageOf, otherSide, parentOf, SynclineError } from '@syncline/model';
import { clashAt } from './clash.js';
import type { KeptVersion } from './conflict.js';
import { keepBoth } from './conflict.js';
import type { ApplyContext } from './context.js';
import { timeInPlaceOf } from './distinct-time.js';
import { move } from './move.js';

/** What was achieved of one operation. */
export interface Applied<O extends Operation = Operation> {
  readonly operation: O;
  readonly outcome: Extract<OutcomeName, 'applied' | 'stale' | 'failed'>;
  /** Set unless applied. */
  readonly problem?: Problem | undefined;
  /** SHA-256 of the content that the operation brought or proved; of a conflict: of the winner. */
  readonly hash?: string | undefined;
  /** What the side showed right afterwards, where it was looked at. */
  readonly seen?: Entry | undefined;
  /** Of a folder: it was there already, so it was not made. */
  readonly wasThere?: boolean | undefined;
  /** Of a conflict: what became of the loser, on both sides. */
  readonly kept?: KeptVersion | undefined;
}

/**
 * Carries out one operation. Its expectations are checked right before each step by the endpoint. What concerns this
 * path alone is returned; an error that reaches further (a lost side) and an interruption are thrown.
 */
export async function applyOperation(operation: Operation, context: ApplyContext): Promise<Applied> {
  await context.beforeChange?.();
  for (let attempt = 0; ; attempt += 1) {
    try {
      const achieved = await perform(operation, context);
      // One that is there at a further attempt may be what the first one made.
      return { operation, outcome: 'applied', ...achieved, ...(attempt > 0 && { wasThere: undefined }) };
    } catch (error) {
      // Whatever an interruption made fail was rolled back; it is neither done nor a failure.
      context.signal.throwIfAborted();
      const failure = pathError(error);
      if (failure.retry && attempt < context.retries) continue;
      const described = describe(failure, operation);
      const clash = described.outcome === 'stale' ? await clashOf(operation, context) : undefined;
      return { operation, ...described, ...(clash && { problem: clash }) };
    }
  }
}

/** Of an operation that gives a new name. */
async function clashOf(operation: Operation, { signal, writer }: ApplyContext): Promise<Problem | undefined> {
  const { op, path, side } = operation;
  if (!NAMING.has(op) || replaces(operation)) return undefined;
  return clashAt(writer(side), path, signal);
}

/** `operation`: what was done in the place of the one that was asked for. */
export type Achieved = Partial<Pick<Applied, 'hash' | 'kept' | 'seen' | 'operation' | 'wasThere'>>;

async function perform(operation: Operation, context: ApplyContext): Promise<Achieved> {
  const { signal, trash } = context;
  const { side, path } = operation;
  if (NAMING.has(operation.op)) await context.beforeNaming?.(side, path);
  if (trash !== undefined && takesAway(operation)) await context.beforeTrash?.(side, path);
  switch (operation.op) {
    case 'copy':
    case 'update':
      return 'content' in operation ? write(operation, context) : setAttributes(operation, context);
    case 'delete':
      await context.writer(side).remove(path, operation.target, trash, signal);
      return {};
    case 'mkdir':
      return makeDirectory(operation, context);
    case 'rmdir':
      await context.writer(side).removeDirectory(path, trash, signal);
      return {};
    case 'move':
      if (!('tree' in operation)) return move(operation, context);
      await context.writer(side).moveDirectory(operation.from, path, signal);
      return {};
    case 'conflict':
      return keepBoth(operation, context);
    case 'skip':
      return {};
  }
}

/** One that is there already is made, but for one of another name: what is in that belongs to it. */
async function makeDirectory(
  { side, path, mode }: MakeDirectoryOperation,
  { writer, signal }: ApplyContext,
): Promise<Achieved> {
  const made = await writer(side).makeDirectory(path, workable(mode), signal);
  const clash = made === 'exists' ? await clashAt(writer(side), path, signal) : undefined;
  if (clash !== undefined) throw new SynclineError('stale', clash.message, { scope: 'path', path });
  return made === 'exists' ? { wasThere: true } : {};
}

/** Operations after which a side has a name that it had not. */
const NAMING: ReadonlySet<string> = new Set(['copy', 'mkdir', 'move']);

/** Whether what stands under its path may go to the trash: also that of a file which gets another time only, and is written anew. */
function takesAway(operation: Operation): boolean {
  return ['delete', 'rmdir', 'update'].includes(operation.op) || replaces(operation);
}

function replaces(operation: Operation): boolean {
  return 'replaces' in operation && operation.replaces !== undefined;
}

/** A new folder has to be writable until it is filled; the run sets its real mode at the end. */
function workable(mode: number | undefined): number | undefined {
  return mode === undefined ? undefined : mode | 0o700;
}

/** What is known of a version that was brought to a side; the hash of a link is not kept. */
export interface Brought {
  readonly hash?: string | undefined;
  /** What the side showed right afterwards, where it was looked at. */
  readonly seen?: Entry | undefined;
}

/** Brings one version to a side. `inPlaceOf`: what had the name until now; default: what the operation replaces. */
export async function write(
  operation: WriteOperation,
  context: ApplyContext,
  inPlaceOf?: ContentEntry,
): Promise<Brought> {
  const { content } = operation;
  if (content.kind === 'file') return writeFile(operation, content, context, inPlaceOf);
  await writeLink(operation, content, context);
  return {};
}

async function writeFile(
  operation: WriteOperation,
  entry: FileEntry,
  context: ApplyContext,
  inPlaceOf: ContentEntry | undefined,
): Promise<Brought> {
  const { side, path, replaces: expected } = operation;
  const [reader, writer] = [context.reader(otherSide(side)), context.writer(side)];
  const { size, mode, mtime } = entry;
  const { trash, onBytes, signal } = context;
  const temp = context.nextTemp();
  const hashless = context.doesWithoutHash?.(entry) === true;
  const request = { path, temp, size, mtime, mode, expected, trash, onBytes, hashless };
  const content = await openOriginal(reader, path, entry, signal);
  const partials = isWorthContinuing(content, context) ? context.partials : undefined;
  try {
    const kept = partials === undefined ? temp : await partials.begin(side, path, entry);
    const notePlaced = await context.noteTemp?.(side, joinPath(parentOf(path), kept));
    const resumable = partials !== undefined;
    const time = timeInPlaceOf(
      inPlaceOf ?? expected,
      { size, mtime: content.mtime ?? mtime },
      writer,
      context,
    );
    const whole = { ...request, temp: kept, mtime: time, resumable };
    const written = await writer.write(whole, content, signal);
    notePlaced?.();
    await partials?.end(side, path);
    return written;
  } finally {
    await content.close();
  }
}

/** What is to be brought and is another version by now is `busy`, whenever that is seen; `stale` is the target (SPEC §7). */
async function openOriginal(
  reader: ReadableEndpoint,
  path: Path,
  entry: FileEntry,
  signal: AbortSignal,
): Promise<Content> {
  try {
    return await reader.read(path, entry, signal);
  } catch (error) {
    if (!isSynclineError(error) || error.code !== 'stale') throw error;
    throw new SynclineError('busy', error.message, { scope: error.scope, path, cause: error });
  }
}

/** Between disks a copy is sooner done again than proven. */
function isWorthContinuing({ size, whole }: Content, context: ApplyContext): boolean {
  if (size < RESUMABLE_BYTES || whole !== undefined) return false;
  return !(context.reader('source').traits.local && context.reader('destination').traits.local);
}

async function writeLink(operation: WriteOperation, entry: LinkEntry, context: ApplyContext): Promise<void> {
  const { side, path, replaces: expected } = operation;
  const request = { path, temp: context.nextTemp(), target: entry.target, expected, trash: context.trash };
  const notePlaced = await context.noteTemp?.(side, joinPath(parentOf(path), request.temp));
  await context.writer(side).writeLink(request, context.signal);
  notePlaced?.();
}

/** A file with further names becomes one of its own (SPEC §2): two versions of one content would set its time in turns. */
async function setAttributes(operation: AttributesOperation, context: ApplyContext): Promise<Achieved> {
  const { side, path, reason, target, like, hash } = operation;
  const attributes = { mtime: like.mtime, mode: like.mode };
  const seen = await context.writer(side).setAttributes(path, target, attributes, context.signal);
  if (seen !== 'shared') return { hash, seen };
  const anew: WriteOperation = { op: 'update', side, path, reason, content: like, replaces: target };
  return { operation: anew, ...(await write(anew, context)) };
}

/** Lets pass what a path can fail with; anything that reaches further ends the run. */
function pathError(error: unknown): SynclineError {
  if (isSynclineError(error)) {
    if (error.scope === 'path') return error;
    throw error;
  }
  return new SynclineError('failed', messageOf(error), { scope: 'path', cause: error });
}

function describe(
  error: SynclineError,
  operation: Operation,
): { outcome: 'stale' | 'failed'; problem: Problem } {
  const problem = { code: problemCode(error), path: operation.path, message: error.message };
  return { outcome: error.code === 'stale' ? 'stale' : 'failed', problem };
}

const BEYOND_A_PATH = [
  'usage',
  'interrupted',
  'locked',
  'unreachable',
  'login',
  'untrusted',
  'refused',
  'state',
  'protocol',
];

function problemCode(error: SynclineError): ProblemCode {
  return BEYOND_A_PATH.includes(error.code) ? 'failed' : (error.code as ProblemCode);
}
