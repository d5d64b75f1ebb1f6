import { lstatSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from '../simulate/random.ts';
import { noteTakenAway, noteWritten, type Ledger, type SideName, type Standing } from './ledger.ts';

/** Files that nobody ever touches: they keep their inodes, and no side is ever emptied. */
export const ANCHORS: readonly string[] = ['anchor', 'Mail/anchor', 'Mail/cur/anchor', 'Mail/new/anchor'];

const FOLDERS = ['', 'Mail/new/', 'Mail/cur/', 'docs/', 'docs/deep/', 'docs/deep/er/', '.hidden/', 'x y/'];
const LARGEST = 200_000;

/** A user at one side: what they see and do there. */
export interface User {
  readonly side: SideName;
  readonly root: string;
  readonly otherRoot: string;
  readonly ledger: Ledger;
  readonly random: Random;
  /** What stands on both sides; kept true while the user works. */
  readonly standing: Standing;
  /** A server that hides names that start with a dot: nobody makes any there, for nobody would see them. */
  readonly hidesDotNames: boolean;
  /** Paths that this user had a hand in. */
  readonly touched: Set<string>;
  /** Files that this user deleted, and what was in them. */
  readonly deleted: Map<string, string>;
  /** Files that this user gave another time: seconds since the epoch. */
  readonly retimed: Map<string, number>;
}

/** Some edits of every kind. */
export function work(user: User, edits: number): void {
  for (let edit = 0; edit < edits; edit += 1) user.random.pick(EDITS)(user);
}

const EDITS: readonly ((user: User) => void)[] = [
  createFile,
  createFile,
  createFile,
  editFile,
  editFile,
  editFile,
  removeFile,
  removeFile,
  renameFile,
  renameFile,
  readMail,
  removeFolder,
  becomeFolder,
  becomeFile,
  touchFile,
];

function createFile(user: User): void {
  const { random, hidesDotNames } = user;
  const path = `${random.pick(FOLDERS)}${random.chance(0.3) ? '.' : ''}f${random.below(40)}`;
  if (!hidesDotNames || !/(^|\/)\./.test(path)) write(user, path);
}

function editFile(user: User): void {
  const path = someFile(user);
  if (path !== undefined) write(user, path);
}

function removeFile(user: User): void {
  const path = someFile(user);
  if (path !== undefined) takeAway(user, path);
}

/** Each file is renamed on one side only, or both sides would rightly keep it under two names. */
function renameFile(user: User): void {
  const path = someFile(user);
  if (path === undefined || isConflictCopy(path)) return;
  const content = user.standing.live[user.side].get(path)!;
  if ((content.length % 2 === 0) !== (user.side === 'source')) return;
  const to = `${user.random.pick(FOLDERS)}renamed ${user.ledger.written.get(content)!}`;
  if (user.hidesDotNames && to.startsWith('.')) return;
  if (user.standing.live[user.side].has(to) || !madeRoom(user, to)) return;
  renameSync(join(user.root, path), join(user.root, to));
  user.standing.live[user.side].delete(path);
  user.standing.live[user.side].set(to, content);
  user.touched.add(path).add(to);
}

/** As a mail program does it. */
function readMail(user: User): void {
  const messages = [...user.standing.live[user.side].keys()].filter((path) =>
    /^Mail\/new\/\.?f[^/]*$/.test(path),
  );
  const path = messages[0];
  if (path === undefined || user.side === 'destination') return;
  const to = `${path.replace('/new/', '/cur/')}:2,S`;
  if (!madeRoom(user, to)) return;
  noteTakenAway(user.ledger, user.standing, user.side, to);
  renameSync(join(user.root, path), join(user.root, to));
  user.standing.live[user.side].set(to, user.standing.live[user.side].get(path)!);
  user.standing.live[user.side].delete(path);
  user.touched.add(path).add(to);
}

function removeFolder(user: User): void {
  if (user.random.chance(0.5)) return;
  const folders = [...user.standing.live[user.side].keys()].filter(
    (path) => path.endsWith('/') && !ANCHORS.some((anchor) => anchor.startsWith(path)),
  );
  if (folders.length > 0) takeAwayFolder(user, user.random.pick(folders));
}

function becomeFolder(user: User): void {
  const path = someFile(user);
  if (path === undefined || isConflictCopy(path)) return;
  takeAway(user, path);
  write(user, `${path}/inner`);
}

function becomeFile(user: User): void {
  const folders = ['docs/deep/er/', 'x y/'].filter((path) => user.standing.live[user.side].has(path));
  const [path] = folders;
  if (path === undefined || user.random.chance(0.5)) return;
  takeAwayFolder(user, path);
  write(user, path.slice(0, -1));
}

function touchFile(user: User): void {
  const path = someFile(user);
  if (path === undefined) return;
  const seconds = 1_600_000_000 + user.random.below(1_000_000);
  utimesSync(join(user.root, path), seconds, seconds);
  user.retimed.set(path, seconds);
  user.touched.add(path);
}

/** In place, or whole by rename, as editors do. */
function write(user: User, path: string): void {
  if (!madeRoom(user, path)) return;
  const { ledger, standing, side, random } = user;
  const what = `v${ledger.written.size}`;
  const size = random.chance(0.05) ? random.below(LARGEST) : random.below(3_000);
  const content = `${what} of ${path} on ${side}\n${'0123456789\n'.repeat(size / 11)}`;
  const at = join(user.root, path);
  const inPlace = random.chance(0.5);
  // A killed run may just have given the old version a second name, in the trash: what is written in place is under both.
  if (inPlace && isLinked(at)) standing.trash.delete(standing.live[side].get(path)!);
  noteTakenAway(ledger, standing, side, path);
  if (inPlace) writeFileSync(at, content);
  else {
    const beside = `${user.root} saved`;
    writeFileSync(beside, content);
    renameSync(beside, at);
  }
  noteWritten(ledger, content, what);
  standing.live[side].set(path, content);
  user.touched.add(path);
  user.deleted.delete(path);
  user.retimed.delete(path);
}

function isLinked(at: string): boolean {
  return (lstatSync(at, { throwIfNoEntry: false })?.nlink ?? 1) > 1;
}

/** Makes the folders of a path; false where something else is in the way. */
function madeRoom(user: User, path: string): boolean {
  const live = user.standing.live[user.side];
  const parents = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= parents.length; depth += 1)
    if (live.has(parents.slice(0, depth).join('/'))) return false;
  if (live.has(`${path}/`)) return false;
  mkdirSync(join(user.root, dirname(path)), { recursive: true });
  for (let depth = 1; depth <= parents.length; depth += 1)
    live.set(`${parents.slice(0, depth).join('/')}/`, '');
  return true;
}

function takeAway(user: User, path: string): void {
  const content = user.standing.live[user.side].get(path)!;
  rmSync(join(user.root, path));
  noteTakenAway(user.ledger, user.standing, user.side, path);
  user.touched.add(path);
  if (!isCarriedAnew(user, path)) user.deleted.set(path, content);
}

/**
 * Whether a killed run had given the other side's file the new time of this one, so that the version there may be one that the
 * journal does not know. Where its row has no hash (files that were found equal, not copied) that can't be told from an
 * edit, and an edit is worth more than a delete: such a file may come back.
 */
function isCarriedAnew({ otherRoot, retimed, side, standing }: User, path: string): boolean {
  const seconds = retimed.get(path);
  const other = standing.live[side === 'source' ? 'destination' : 'source'];
  if (seconds === undefined || !other.has(path)) return false;
  return Math.floor(lstatSync(join(otherRoot, path)).mtimeMs / 1_000) === seconds;
}

function takeAwayFolder(user: User, folder: string): void {
  const live = user.standing.live[user.side];
  for (const path of [...live.keys()].filter((each) => each.startsWith(folder))) {
    if (path.endsWith('/')) live.delete(path);
    else takeAway(user, path);
  }
  rmSync(join(user.root, folder), { recursive: true });
  user.touched.add(folder.slice(0, -1));
}

/** A file that the user can see: no anchor, nothing of ours. */
function someFile({ standing, side, random }: User): string | undefined {
  const files = [...standing.live[side].keys()].filter(
    (path) => !path.endsWith('/') && !ANCHORS.includes(path) && !/(^|\/)\.syncline-/.test(path),
  );
  return files.length === 0 ? undefined : random.pick(files);
}

export const CONFLICT_SUFFIX = /\.conflict-(source|destination)-\d{8}-\d{6}(-\d+)?/;

export function isConflictCopy(path: string): boolean {
  return CONFLICT_SUFFIX.test(path);
}
