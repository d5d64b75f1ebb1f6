import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { systemPath } from './names.ts';

interface FileAttributes {
  /** Seconds since the epoch. */
  readonly mtime?: number;
  readonly mode?: number;
}

/** What stands under a name in a test's tree. */
export type Planted =
  | string
  | Buffer
  | ({ readonly kind: 'file'; readonly content: string | Buffer } & FileAttributes)
  | { readonly kind: 'folder'; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'fifo' }
  | undefined;

/** Escaped paths and what stands there; a path that ends in `/` is a folder, `undefined` is nothing. */
export type Tree = Readonly<Record<string, Planted>>;

export function file(content: string | Buffer, attributes: FileAttributes = {}): Planted {
  return { kind: 'file', content, ...attributes };
}

export function link(target: string): Planted {
  return { kind: 'link', target };
}

export function folder(mode: number): Planted {
  return { kind: 'folder', mode };
}

export const FIFO: Planted = { kind: 'fifo' };

/** Bytes that look like nothing else and do not compress; the same for the same length and seed. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = seed >>> 0 || 1; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/**
 * Makes a root show these names, whatever stood there before; other names are left. Parents are made. Modes of folders
 * come last, so that a folder can be filled before it becomes read-only.
 */
export function plant(root: string, tree: Tree): void {
  mkdirSync(root, { recursive: true });
  for (const [name, planted] of Object.entries(tree)) plantOne(root, name, planted);
  for (const [name, planted] of Object.entries(tree).reverse()) {
    if (isA('folder', planted)) chmodSync(systemPath(root, name.replace(/\/$/, '')), planted.mode);
  }
}

function plantOne(root: string, name: string, planted: Planted): void {
  const path = systemPath(root, name.replace(/\/$/, ''));
  mkdirSync(parentOf(path), { recursive: true });
  const kind = name.endsWith('/') && planted !== undefined ? 'folder' : kindOf(planted);
  if (kindNow(path) !== kind || kind === 'link') rmSync(path, { recursive: true, force: true });
  if (kind === 'folder') mkdirSync(path, { recursive: true });
  else if (isA('link', planted)) symlinkSync(Buffer.from(planted.target), path);
  else if (kind === 'fifo') execFileSync('mkfifo', [path.toString()]);
  else if (planted !== undefined) writeContent(path, planted);
}

/** A file is written in place, as an editor would. */
function writeContent(path: Buffer, planted: Exclude<Planted, undefined>): void {
  const given = typeof planted === 'string' || Buffer.isBuffer(planted) ? { content: planted } : planted;
  if (!('content' in given)) return;
  writeFileSync(path, given.content);
  if ('mode' in given && given.mode !== undefined) chmodSync(path, given.mode);
  if ('mtime' in given && given.mtime !== undefined) utimesSync(path, given.mtime, given.mtime);
}

function kindOf(planted: Planted): string {
  if (planted === undefined) return 'nothing';
  return typeof planted === 'object' && 'kind' in planted ? planted.kind : 'file';
}

function kindNow(path: Buffer): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'nothing';
  if (stats.isSymbolicLink()) return 'link';
  return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
}

function parentOf(path: Buffer): Buffer {
  return path.subarray(0, path.lastIndexOf('/'));
}

function isA<Kind extends 'link' | 'folder'>(
  kind: Kind,
  planted: Planted,
): planted is Extract<Planted, { kind: Kind }> {
  return typeof planted === 'object' && 'kind' in planted && planted.kind === kind;
}

export function exists(root: string, path = ''): boolean {
  return lstatSync(systemPath(root, path), { throwIfNoEntry: false }) !== undefined;
}

/** The same tree in a folder. */
export function below(folderName: string, tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, planted]) => [`${folderName}/${name}`, planted]),
  );
}

/** Many tests share one run: each row's tree stands in a folder of its own, named by the row's number. */
export function inFolders<Row>(rows: readonly Row[], treeOf: (row: Row) => Tree): Tree {
  return Object.assign({}, ...rows.map((row, index) => below(rowFolder(index), treeOf(row)))) as Tree;
}

export function rowFolder(index: number): string {
  return `row ${index}`;
}
