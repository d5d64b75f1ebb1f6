import type { FileEntry, Path } from '@syncline/model';
import { nameOf, pathFromBytes, quotedPath, US_PER_SECOND } from '@syncline/model';
import type { Attributes as Wanted } from '../writing.js';
import { endpointError, pathError } from '../remote/errors.js';
import { remoteParent } from '../remote/paths.js';
import { remote } from '../remote/side.js';
import type { NewAttributes } from './encode.js';
import { checkTarget, isDirectory } from './entry.js';
import { refusal, shownStatus } from './errors.js';
import { lookAt } from './look.js';
import { isDone, isStatus, makeDirectory, setAttributes, stat } from './requests.js';
import type { Connection } from './server.js';
import { noteTime } from './server.js';
import type { Side } from './side.js';
import { checkSendable } from './side.js';

/** The protocol has 32 bits for the seconds since 1970: times beyond are carried as the nearest that can be told. */
const LATEST_SECOND = 2 ** 32 - 1;

/** Asked for with less rights than that, we could not go on working with it. */
const OWN_FOLDER_RIGHTS = 0o700;
const RIGHTS = 0o777;

/** Time of a file (µs) as it is set; it counts as last read now. */
export function timesOf(mtimeUs: number): NonNullable<NewAttributes['times']> {
  const second = (ms: number): number => Math.min(Math.max(Math.floor(ms), 0), LATEST_SECOND);
  return { accessed: second(Date.now() / 1_000), modified: second(mtimeUs / US_PER_SECOND) };
}

/** When it is refused, what stands there decides. A new folder is open to no more people than the one it is made like. */
export async function makeFolder(
  at: Connection,
  side: Side,
  path: Path,
  mode: number | undefined,
): Promise<'made' | 'exists'> {
  checkSendable(side, path);
  const rights = mode === undefined ? undefined : (mode & RIGHTS) | OWN_FOLDER_RIGHTS;
  const status = await makeDirectory(at.session, remote(side, path), rights);
  if (isDone(status)) return 'made';
  const found = await lookAt(at, side, path);
  if (found.kind === 'directory') return 'exists';
  if (found.kind === 'file')
    throw pathError('stale', path, 'A file stands where the directory is to be made');
  if (found.kind === 'unknown')
    throw pathError('failed', path, `Cannot make the directory: ${found.problem.message}`);
  throw refusal(path, `Cannot make the directory ${quotedPath(nameOf(path))}`, status);
}

/** Makes the missing root itself, never what is above it. */
export async function makeRootFolder({ session }: Connection, side: Side): Promise<void> {
  const made = await makeDirectory(session, side.root, undefined);
  if (isDone(made)) return;
  const [root, parent] = await Promise.all([
    stat(session, side.root),
    stat(session, remoteParent(side.root)),
  ]);
  if (!isStatus(root) && isDirectory(root)) return;
  const where = quotedPath(pathFromBytes(side.root));
  if (isStatus(parent) || !isDirectory(parent))
    throw endpointError(
      'refused',
      `The directory above ${where} is missing. Make it on the server, or check the path.`,
    );
  throw endpointError(
    'refused',
    `Cannot make the directory ${where}: the server said "${shownStatus(made)}"`,
  );
}

/** Sets the time of a file that is still `expected`. Its rights are its server's. */
export async function setTime(
  at: Connection,
  side: Side,
  path: Path,
  expected: FileEntry,
  { mtime }: Wanted,
): Promise<void> {
  checkSendable(side, path);
  checkTarget(expected, await lookAt(at, side, path), path);
  if (mtime === undefined) return;
  const status = await setAttributes(at.session, remote(side, path), { times: timesOf(mtime) });
  noteTime(at.server, isDone(status));
}
