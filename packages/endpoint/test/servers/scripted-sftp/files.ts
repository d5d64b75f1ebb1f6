import { EXTENSION, OPEN, REQUEST, RESPONSE, STATUS } from '../../../src/sftp/protocol.js';
import type { ToldAttributes } from './packets.js';
import { attributes, number, packet } from './packets.js';
import type { Answers, Call } from './server.js';

/** A directory, or with content a file. */
export interface Node {
  readonly content?: Buffer;
  /** Whole seconds since the epoch. */
  readonly modified: number;
  /** What is told instead of the truth. */
  readonly told?: ToldAttributes;
}

export type Files = Map<string, Node>;

const FILE = 0o100644;
const DIRECTORY = 0o040755;

function toldOf({ content, modified, told }: Node): ToldAttributes {
  const kind = content === undefined ? DIRECTORY : FILE;
  return told ?? { size: BigInt(content?.length ?? 0), mode: kind, modified };
}

/** As an honest server with these files. A handle is the path, of a directory with a number before it. */
export function answer(call: Call, answers: Answers, files: Files): void {
  const { id, kind } = call;
  const fields = call.fields();
  const tell = (node: Node | undefined): void =>
    node === undefined
      ? answers.status(STATUS.noSuchFile, 'No such file')
      : answers.raw(packet(RESPONSE.attributes, number(id), attributes(toldOf(node))));
  const done = (did: boolean): void => answers.status(did ? STATUS.ok : STATUS.failure);
  switch (kind) {
    case REQUEST.stat:
    case REQUEST.lstat:
    case REQUEST.fstat:
      return tell(files.get(fields.text()));
    case REQUEST.opendir:
      return openDirectory(fields.text(), answers, files);
    case REQUEST.readdir:
      return readDirectory(fields.text(), answers, files);
    case REQUEST.open:
      return open(fields.text(), fields.number(), answers, files);
    case REQUEST.read:
      return read(files.get(fields.text()), fields.wide(), fields.number(), answers);
    case REQUEST.write:
      return done(write(fields.text(), fields.wide(), fields.bytes(), files));
    case REQUEST.close:
      directoriesRead.delete(fields.text());
      return done(true);
    case REQUEST.setstat: {
      const path = fields.text();
      const { modified } = fields.attributes();
      const node = files.get(path);
      if (node !== undefined && modified !== undefined) files.set(path, { ...node, modified });
      return done(node !== undefined);
    }
    case REQUEST.remove:
      return done(removeFile(fields.text(), files));
    case REQUEST.rmdir:
      return done(removeDirectory(fields.text(), files));
    case REQUEST.mkdir:
      return done(putNew(fields.text(), { modified: 1 }, files));
    case REQUEST.rename:
      return done(rename(fields.text(), fields.text(), files));
    case REQUEST.extended:
      return extended(fields.text(), fields, answers, files);
    default:
      return answers.status(STATUS.unsupported);
  }
}

/** Handles of directories whose entries were told. */
const directoriesRead = new Set<string>();
let handles = 0;

function openDirectory(path: string, answers: Answers, files: Files): void {
  const node = files.get(path);
  if (node === undefined || node.content !== undefined) return answers.status(STATUS.noSuchFile);
  answers.handle(`${(handles += 1)} ${path}`);
}

function readDirectory(handle: string, answers: Answers, files: Files): void {
  if (directoriesRead.has(handle)) return answers.status(STATUS.eof);
  directoriesRead.add(handle);
  const path = handle.slice(handle.indexOf(' ') + 1);
  const begin = path === '/' ? 1 : path.length + 1;
  const inside = below(path, files).filter(([each]) => !each.slice(begin).includes('/'));
  const self = { mode: DIRECTORY };
  answers.names([
    ['.', self],
    ['..', self],
    ...inside.map(([each, node]) => [each.slice(begin), toldOf(node)] as const),
  ]);
}

function open(path: string, flags: number, answers: Answers, files: Files): void {
  const isNew = (flags & OPEN.create) !== 0;
  const known = files.get(path)?.content !== undefined;
  if (!isNew && !known) return answers.status(STATUS.noSuchFile);
  if (isNew && !putNew(path, { content: Buffer.alloc(0), modified: 1_700_000_000 }, files))
    return answers.status(STATUS.failure);
  answers.handle(path);
}

function read(node: Node | undefined, from: number, bytes: number, answers: Answers): void {
  const content = node?.content ?? Buffer.alloc(0);
  if (from >= content.length) return answers.status(STATUS.eof);
  answers.data(content.subarray(from, from + bytes));
}

function write(path: string, at: number, bytes: Buffer, files: Files): boolean {
  const node = files.get(path);
  if (node?.content === undefined) return false;
  const content = Buffer.alloc(Math.max(node.content.length, at + bytes.length));
  node.content.copy(content);
  bytes.copy(content, at);
  files.set(path, { ...node, content });
  return true;
}

function putNew(path: string, node: Node, files: Files): boolean {
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  const above = files.get(parent);
  if (files.has(path) || above === undefined || above.content !== undefined) return false;
  files.set(path, node);
  return true;
}

function removeFile(path: string, files: Files): boolean {
  return files.get(path)?.content !== undefined && files.delete(path);
}

function removeDirectory(path: string, files: Files): boolean {
  return files.get(path)?.content === undefined && below(path, files).length === 0 && files.delete(path);
}

function rename(from: string, to: string, files: Files): boolean {
  const node = files.get(from);
  if (node === undefined || !putNew(to, node, files)) return false;
  for (const [path, inside] of below(from, files)) {
    files.set(`${to}${path.slice(from.length)}`, inside);
    files.delete(path);
  }
  return files.delete(from);
}

/** Whatever is in a directory, at any depth. */
export function below(path: string, files: Files): [string, Node][] {
  const prefix = path === '/' ? '/' : `${path}/`;
  return [...files].filter(([each]) => each !== '/' && each.startsWith(prefix));
}

function extended(name: string, fields: ReturnType<Call['fields']>, answers: Answers, files: Files): void {
  if (name === EXTENSION.fsync) return answers.status(STATUS.ok);
  const [from, to] = [fields.text(), fields.text()];
  const node = files.get(from);
  if (name === EXTENSION.hardLink && node !== undefined)
    return answers.status(putNew(to, node, files) ? STATUS.ok : STATUS.failure);
  if (name !== EXTENSION.posixRename) return answers.status(STATUS.unsupported);
  files.delete(to);
  answers.status(rename(from, to, files) ? STATUS.ok : STATUS.failure);
}
