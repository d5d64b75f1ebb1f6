import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type BigIntStats } from 'node:fs';
import { shownName, systemPath } from './names.ts';

/** Where kept versions are; no part of what is synchronized. */
const RESERVED = '.syncline';

interface Seen {
  readonly path: string;
  readonly at: Buffer;
  readonly stats: BigIntStats;
}

/** Everything below a root, sorted by path; the root itself comes first, as the empty path. */
function* walk(root: string, path = ''): Generator<Seen> {
  const at = systemPath(root, path);
  const stats = lstatSync(at, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return;
  yield { path, at, stats };
  if (!stats.isDirectory()) return;
  const names = readdirSync(at, { encoding: 'buffer' }).map(shownName).sort();
  for (const name of names) yield* walk(root, path === '' ? name : `${path}/${name}`);
}

function* entries(root: string): Generator<Seen> {
  for (const seen of walk(root)) {
    if (seen.path !== '' && !seen.path.split('/').includes(RESERVED)) yield seen;
  }
}

/**
 * A tree as a literal: a file's text, a link's `-> target`, a folder's path with a final `/`. What Syncline keeps for
 * itself is left out.
 */
export function texts(root: string): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const { path, at, stats } of entries(root)) {
    if (stats.isDirectory()) shown[`${path}/`] = '';
    else if (stats.isSymbolicLink()) shown[path] = `-> ${readlinkSync(at, 'buffer').toString()}`;
    else if (stats.isFile()) shown[path] = readFileSync(at, 'utf8');
    else shown[path] = '(special)';
  }
  return shown;
}

/** Files below `.syncline/trash/<run>/`, with their text; several runs' versions of one path are listed in turn. */
export function trashed(root: string): Record<string, string[]> {
  const kept: Record<string, string[]> = {};
  for (const { path, at, stats } of walk(root)) {
    const match = /^\.syncline\/trash\/[^/]+\/(.+)$/.exec(path);
    if (match === null || stats.isDirectory()) continue;
    const text = stats.isSymbolicLink() ? `-> ${readlinkSync(at, 'utf8')}` : readFileSync(at, 'utf8');
    (kept[match[1]!] ??= []).push(text);
  }
  return kept;
}

/** Names of temp files below a root. */
export function temps(root: string): string[] {
  return [...walk(root)].map(({ path }) => path).filter((path) => /(^|\/)\.syncline-[^/]*\.tmp$/.test(path));
}

/** How alike two trees must be beside kind, content and size. */
export interface Likeness {
  /** How far two times may be apart; undefined where times are not compared. */
  readonly withinNs: bigint | undefined;
  readonly modes: boolean;
}

const EXACTLY: Likeness = { withinNs: 1_000n, modes: true };

/** Where one side's tree is not the other's, by kind, content, size, time (1 µs) and mode; empty when they are equal. */
export function differences(left: string, right: string, likeness: Likeness = EXACTLY): string[] {
  const [ours, theirs] = [described(left), described(right)];
  const paths = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return paths.flatMap((path) => differenceAt(path, ours.get(path), theirs.get(path), likeness));
}

interface Described {
  readonly what: string;
  readonly mode: string;
  readonly mtimeNs: bigint | undefined;
}

function described(root: string): Map<string, Described> {
  const found = new Map<string, Described>();
  for (const seen of entries(root)) found.set(seen.path, describe(seen));
  return found;
}

function describe({ at, stats }: Seen): Described {
  const mode = (stats.mode & 0o777n).toString(8);
  if (stats.isDirectory()) return { what: 'folder', mode, mtimeNs: undefined };
  if (stats.isSymbolicLink()) {
    return { what: `link to ${readlinkSync(at, 'latin1')}`, mode: '', mtimeNs: undefined };
  }
  if (!stats.isFile()) return { what: 'special', mode, mtimeNs: undefined };
  const hash = createHash('sha256').update(readFileSync(at)).digest('hex').slice(0, 16);
  return { what: `file of ${stats.size} bytes, ${hash}`, mode, mtimeNs: stats.mtimeNs };
}

function differenceAt(
  path: string,
  left: Described | undefined,
  right: Described | undefined,
  { withinNs, modes }: Likeness,
): string[] {
  if (left === undefined || right === undefined) {
    return [`${path}: ${left?.what ?? 'nothing'} / ${right?.what ?? 'nothing'}`];
  }
  const found: string[] = [];
  if (left.what !== right.what) found.push(`${path}: ${left.what} / ${right.what}`);
  if (modes && left.mode !== right.mode) found.push(`${path}: mode ${left.mode} / ${right.mode}`);
  if (withinNs !== undefined && left.mtimeNs !== undefined && right.mtimeNs !== undefined) {
    const ns = left.mtimeNs - right.mtimeNs;
    if (ns > withinNs || ns < -withinNs) found.push(`${path}: mtime ${left.mtimeNs} / ${right.mtimeNs}`);
  }
  return found;
}

/**
 * Everything that tells whether a tree was touched: inode, mode, size, mtime and ctime of every name, the root and
 * reserved names included. Two equal snapshots: nobody wrote.
 */
export function snapshot(root: string): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const { path, stats } of walk(root)) {
    const { ino, mode, size, mtimeNs, ctimeNs } = stats;
    shown[path] = `inode ${ino} mode ${mode.toString(8)} size ${size} mtime ${mtimeNs} ctime ${ctimeNs}`;
  }
  return shown;
}

/** The names and bytes below a root, whatever their times; the empty object where there is no root. */
export function bytesBelow(root: string): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const { path, at, stats } of walk(root)) {
    shown[path] = stats.isFile() ? createHash('sha256').update(readFileSync(at)).digest('hex') : 'no file';
  }
  return shown;
}

/** What survives of a file while its content is left alone: inode and mtime (I6). */
export function identity(root: string, path: string): string {
  const { ino, mtimeNs } = lstatSync(systemPath(root, path), { bigint: true });
  return `inode ${ino} mtime ${mtimeNs}`;
}

/** The part of a snapshot (or of any record by path) that lies below a folder, as if that were the root. */
export function entriesBelow<Value>(
  record: Readonly<Record<string, Value>>,
  folder: string,
): Record<string, Value> {
  const found = Object.entries(record).filter(([path]) => path.startsWith(`${folder}/`));
  return Object.fromEntries(found.map(([path, value]) => [path.slice(folder.length + 1), value]));
}
