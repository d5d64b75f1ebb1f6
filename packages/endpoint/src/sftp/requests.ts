import type { Attributes, NamedAttributes, Response, Status } from './decode.js';
import type { Field, NewAttributes } from './encode.js';
import { NO_ATTRIBUTES } from './encode.js';
import { EXTENSION, OPEN, REQUEST, STATUS } from './protocol.js';
import type { Session } from './session.js';

/** Told attributes, or why there are none. */
export type Told = Attributes | Status;

export function isStatus(answer: object): answer is Status {
  return 'type' in answer && answer.type === 'status';
}

/** Of a link: of itself. */
export function lstat(session: Session, where: string): Promise<Told> {
  return attributes(session, REQUEST.lstat, where);
}

/** Of what a link leads to. */
export function stat(session: Session, where: string): Promise<Told> {
  return attributes(session, REQUEST.stat, where);
}

/** Of an open file. */
export function fstat(session: Session, handle: Buffer): Promise<Told> {
  return attributes(session, REQUEST.fstat, handle);
}

async function attributes(session: Session, kind: number, of: string | Buffer): Promise<Told> {
  const response = await session.request(kind, of);
  if (response.type === 'attributes') return response.attributes;
  return refused(session, response);
}

/** Opens an existing file for reading. */
export function openToRead(session: Session, where: string): Promise<Buffer | Status> {
  return openWith(session, REQUEST.open, where, OPEN.read, NO_ATTRIBUTES);
}

/** Makes a file that is not there yet, with at most these rights. */
export function openNew(session: Session, where: string, mode: number | undefined): Promise<Buffer | Status> {
  return openWith(session, REQUEST.open, where, OPEN.write | OPEN.create | OPEN.exclusive, { mode });
}

/** Opens an existing file to read its end and write what follows. */
export function openToContinue(session: Session, where: string): Promise<Buffer | Status> {
  return openWith(session, REQUEST.open, where, OPEN.read | OPEN.write, NO_ATTRIBUTES);
}

export function openDirectory(session: Session, where: string): Promise<Buffer | Status> {
  return openWith(session, REQUEST.opendir, where);
}

async function openWith(
  session: Session,
  kind: number,
  ...fields: readonly Field[]
): Promise<Buffer | Status> {
  const response = await session.request(kind, ...fields);
  if (response.type === 'handle') return response.handle;
  return refused(session, response);
}

/** The next entries of an open directory; a status `eof` at its end. */
export async function readDirectory(
  session: Session,
  directory: Buffer,
): Promise<readonly NamedAttributes[] | Status> {
  const response = await session.request(REQUEST.readdir, directory);
  if (response.type === 'names') return response.names;
  return refused(session, response);
}

/** Bytes of an open file, which may be fewer than were asked for; a status `eof` where it has none there. */
export async function read(
  session: Session,
  file: Buffer,
  from: number,
  bytes: number,
): Promise<Buffer | Status> {
  const response = await session.request(REQUEST.read, file, { wide: from }, bytes);
  if (response.type !== 'data') return refused(session, response);
  if (response.data.length > bytes) throw session.distrust('it sent more than it was asked for');
  return response.data;
}

export function write(session: Session, file: Buffer, at: number, content: Buffer): Promise<Status> {
  return ask(session, REQUEST.write, file, { wide: at }, content);
}

export function close(session: Session, file: Buffer): Promise<Status> {
  return ask(session, REQUEST.close, file);
}

/** Closes a file that something failed with, and passes the error on: a server allows only so many open files. */
export async function closedAfter(session: Session, file: Buffer, error: unknown): Promise<never> {
  await close(session, file).catch(() => undefined);
  throw error;
}

export function setAttributes(session: Session, where: string, changes: NewAttributes): Promise<Status> {
  return ask(session, REQUEST.setstat, where, changes);
}

export function remove(session: Session, where: string): Promise<Status> {
  return ask(session, REQUEST.remove, where);
}

export function makeDirectory(session: Session, where: string, mode: number | undefined): Promise<Status> {
  return ask(session, REQUEST.mkdir, where, { mode });
}

export function removeDirectory(session: Session, where: string): Promise<Status> {
  return ask(session, REQUEST.rmdir, where);
}

/** Renames to a free name. By the protocol it fails where the new name is taken (§6.5), which not all servers keep to. */
export function rename(session: Session, from: string, to: string): Promise<Status> {
  return ask(session, REQUEST.rename, from, to);
}

/** Renames, replacing in one step what has the new name. Only where the server has the extension. */
export function renameOver(session: Session, from: string, to: string): Promise<Status> {
  return ask(session, REQUEST.extended, EXTENSION.posixRename, from, to);
}

/** Gives a file a second name, which has to be free. Only where the server has the extension. */
export function link(session: Session, from: string, to: string): Promise<Status> {
  return ask(session, REQUEST.extended, EXTENSION.hardLink, from, to);
}

/** Returns when the content of an open file is on its disk. Only where the server has the extension. */
export async function sync(session: Session, file: Buffer): Promise<Status> {
  // A slow disk may have gigabytes to write first.
  const response = await session.requestLong(REQUEST.extended, EXTENSION.fsync, file);
  return statusOf(session, response);
}

/** Bytes that are left on the disk that holds a directory. Only where the server has the extension. */
export async function roomLeft(session: Session, where: string): Promise<number | Status> {
  const response = await session.request(REQUEST.extended, EXTENSION.statvfs, where);
  if (response.type !== 'extended') return refused(session, response);
  const [, fragmentBytes, , , available] = response.numbers;
  if (fragmentBytes === undefined || available === undefined)
    throw session.distrust('it told less of its disk than it should');
  return Number(fragmentBytes * available);
}

/** A path in the server's own spelling, links resolved. */
export async function realPath(session: Session, where: string): Promise<string | Status> {
  const response = await session.request(REQUEST.realpath, where);
  if (response.type === 'names' && response.names.length === 1) return response.names[0]!.name;
  return refused(session, response);
}

async function ask(session: Session, kind: number, ...fields: readonly Field[]): Promise<Status> {
  return statusOf(session, await session.request(kind, ...fields));
}

function statusOf(session: Session, response: Response): Status {
  return response.type === 'status' ? response : refused(session, response);
}

/** An answer of a kind that the request cannot have means that requests and answers have come apart. */
function refused(session: Session, response: { readonly type: string }): Status {
  if (isStatus(response) && response.code !== STATUS.ok) return response;
  throw session.distrust(`it gave an answer of the wrong kind (${response.type})`);
}

export function isDone({ code }: Status): boolean {
  return code === STATUS.ok;
}

export function isMissing(answer: object): boolean {
  return isStatus(answer) && answer.code === STATUS.noSuchFile;
}

/** Of several requests that are on their way the first that fails is heard of; the others may fail unheard. */
export function awaited<T>(request: Promise<T>): Promise<T> {
  request.catch(() => undefined);
  return request;
}
