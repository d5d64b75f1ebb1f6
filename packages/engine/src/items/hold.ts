import { createHash } from 'node:crypto';
import type { Mode, Path, Side } from '@syncline/model';
import { compareBytes } from '@syncline/model';
import type { Journal, Note } from '@syncline/state';

/** Deletes of one item that wait for approval (SPEC §4). */
export interface Hold {
  /** Short, and the same for as long as exactly the same deletes are held. */
  readonly id: string;
  /** The item's name, mode and addresses without secrets. */
  readonly item: string;
  readonly mode: Mode;
  readonly source: string;
  readonly destination: string;
  /** When these deletes were first held, ms since the epoch. */
  readonly sinceMs: number;
  /** Why, for each side where deletes are held. */
  readonly because: Readonly<Partial<Record<Side, string>>>;
  readonly files: number;
  readonly folders: number;
  readonly approved: boolean;
  /** Tells this set of deletes from every other. */
  readonly digest: string;
  /** The id of the hold that this one only adds to: what is listed is kept under it. */
  readonly list?: string | undefined;
}

/** What a run knows of a hold that it begins. */
export type NewHold = Omit<Hold, 'id' | 'digest' | 'approved' | 'list'>;

/** One delete that waits. */
export interface HeldPath {
  readonly path: Path;
  /** Where it would be deleted. */
  readonly side: Side;
  readonly kind: 'file' | 'link' | 'directory';
  /** Bytes, and the version that would be deleted; not of folders. */
  readonly size?: number | undefined;
  readonly token?: string | undefined;
  /** Why it is known to be gone from the other side, for people. */
  readonly proof: string;
}

const HOLD_PREFIX = 'hold\0';
const PATH_PREFIX = 'hold-path\0';
/** The fact that numbers the holds of an item. */
const COUNT_FACT = 'holds';
/** Notes that are written in one batch. */
const BATCH_NOTES = 5_000;

/** The hold that an item's journal has, or undefined. */
export async function readHold(journal: Journal): Promise<Hold | undefined> {
  const [note] = await journal.listNotes(HOLD_PREFIX);
  return note?.value as Hold | undefined;
}

/** What a hold lists, in the order of the paths. */
export async function readHeldPaths(journal: Journal, hold: Hold): Promise<readonly HeldPath[]> {
  const notes = await journal.listNotes(pathKey(hold, ''));
  const held = notes.map(({ value }) => value as HeldPath);
  return held.sort((left, right) => compareBytes(left.path, right.path));
}

/** Replaces the item's hold. The paths come first: a hold is either whole or not there. */
export async function writeHold(
  journal: Journal,
  hold: NewHold,
  paths: readonly HeldPath[],
  itemKey: string,
): Promise<Hold> {
  await clearHold(journal);
  const written: Hold = {
    ...hold,
    id: await nextId(journal, itemKey),
    digest: digestOf(paths),
    approved: false,
  };
  await putPaths(journal, written, paths);
  await journal.putNotes([noteOf(written)]);
  return written;
}

/**
 * Adds paths to the item's hold, whose paths are then `all`. It gets another id: whoever has seen the old one has not seen all that
 * an approval would be of.
 */
export async function extendHold(
  journal: Journal,
  before: Hold,
  hold: NewHold,
  { all, added }: { readonly all: readonly HeldPath[]; readonly added: readonly HeldPath[] },
  itemKey: string,
): Promise<Hold> {
  const [list, id] = [before.list ?? before.id, await nextId(journal, itemKey)];
  const written: Hold = { ...hold, id, digest: digestOf(all), approved: false, list };
  // Nobody may find the old id with more paths than it had.
  await journal.clearNotes(HOLD_PREFIX);
  await putPaths(journal, written, added);
  await journal.putNotes([noteOf(written)]);
  return written;
}

async function nextId(journal: Journal, itemKey: string): Promise<string> {
  const count = (Number(journal.getFact(COUNT_FACT)) || 0) + 1;
  await journal.setFact(COUNT_FACT, count);
  return `${itemKey}-${count}`;
}

async function putPaths(journal: Journal, hold: Hold, paths: readonly HeldPath[]): Promise<void> {
  const notes = paths.map((held): Note => ({ key: pathKey(hold, held.path), value: held }));
  for (let at = 0; at < notes.length; at += BATCH_NOTES)
    await journal.putNotes(notes.slice(at, at + BATCH_NOTES));
}

function pathKey({ id, list = id }: Hold, path: string): string {
  return `${PATH_PREFIX}${list}\0${path}`;
}

/** Idempotent. Writes nothing where there is no hold. */
export async function clearHold(journal: Journal): Promise<void> {
  await journal.clearNotes(HOLD_PREFIX);
  await journal.clearNotes(PATH_PREFIX);
}

export async function markApproved(journal: Journal, hold: Hold): Promise<void> {
  await journal.putNotes([noteOf({ ...hold, approved: true })]);
}

/** The same for the same deletes of the same versions, whatever their order. */
export function digestOf(paths: readonly HeldPath[]): string {
  const hash = createHash('sha256');
  for (const { side, path, kind, token } of [...paths].sort((left, right) =>
    compareBytes(left.path, right.path),
  )) {
    hash.update(JSON.stringify([side, path, kind, token ?? '']));
  }
  return hash.digest('hex');
}

function noteOf(hold: Hold): Note {
  return { key: `${HOLD_PREFIX}${hold.id}`, value: hold };
}
