import type { Listing, Path } from '@syncline/model';
import { assembleListing, MAX_LISTED_ENTRIES, MAX_LISTING_BYTES } from '../remote/assemble.js';
import { directoryGone } from '../remote/errors.js';
import { remote } from '../remote/side.js';
import type { NamedAttributes } from './decode.js';
import type { IsRacy, ListedFile } from './entry.js';
import { isDirectory, listedOf, packListed, toEntry } from './entry.js';
import { shownStatus } from './errors.js';
import { ask } from './look.js';
import { judgeName } from './names.js';
import { STATUS } from './protocol.js';
import type { Told } from './requests.js';
import { awaited, close, isMissing, isStatus, openDirectory, readDirectory } from './requests.js';
import type { Connection } from './server.js';
import type { Session } from './session.js';
import type { Side } from './side.js';

/** Answers that are asked for ahead of a server that acts in order: OpenSSH puts a hundred names into one. */
const READS_AHEAD = 4;

/**
 * Lists one directory. It is looked at by name first, in the same packet: what is opened may be a link to one. Throws
 * `failed` when the directory is not there.
 */
export async function listDirectory(at: Connection, side: Side, path: Path): Promise<Listing> {
  const { session, server } = at;
  const fromMs = Date.now();
  const [self, directory] = await Promise.all([
    ask(at, side, path),
    openDirectory(session, remote(side, path)),
  ]);
  if (isStatus(self) || !isDirectory(self)) {
    if (!isStatus(directory)) void awaited(close(session, directory));
    return notListed(path, self);
  }
  if (isStatus(directory))
    return unlistable(path, `it cannot be opened: the server said "${shownStatus(directory)}"`);
  const { listed, trouble } = await collect(session, directory, server.ordered ? READS_AHEAD : 1);
  const toMs = Date.now();
  const isRacy: IsRacy = (mtime) => server.clock.isRacy(mtime, 'utc-second', fromMs, toMs);
  const assembly = {
    judge: (name: string) => judgeName(name, server.windows),
    unholdable: '',
    toEntry: (parent: Path, each: ListedFile) => toEntry(parent, each, isRacy),
    pack: packListed,
  };
  return assembleListing(path, listed, assembly, trouble);
}

/** What is no directory, or does not answer, has no entries; only where it is surely none this is about the path. */
function notListed(path: Path, self: Told): Listing {
  if (isStatus(self) && !isMissing(self))
    return unlistable(path, `it does not answer: the server said "${shownStatus(self)}"`);
  throw directoryGone(path);
}

function unlistable(path: Path, why: string): Listing {
  return { path, entries: [], complete: false, incompleteBecause: why, reserved: [] };
}

interface Collected {
  readonly listed: readonly ListedFile[];
  /** Why something may be missing, or undefined. */
  readonly trouble: string | undefined;
}

/**
 * All entries of an open directory, up to the status that says that there are no more; closes it. What was asked for ahead of
 * that brings nothing, and is not waited for.
 */
async function collect(session: Session, directory: Buffer, ahead: number): Promise<Collected> {
  const listed: ListedFile[] = [];
  const asked: ReturnType<typeof readDirectory>[] = [];
  const next = (): ReturnType<typeof readDirectory> => {
    while (asked.length < ahead) asked.push(awaited(readDirectory(session, directory)));
    return asked.shift()!;
  };
  let nameBytes = 0;
  let trouble: string | undefined;
  let ended = false;
  while (!ended) {
    const answer = await next();
    if (isStatus(answer)) {
      ended = true;
      if (answer.code !== STATUS.eof) trouble = `the server ended it with "${shownStatus(answer)}"`;
    } else if (answer.length === 0) {
      ended = true;
      trouble = 'the server sent an empty part of it';
    } else {
      nameBytes += add(listed, answer);
      trouble = tooLong(listed.length, nameBytes);
      ended = trouble !== undefined;
    }
  }
  // Whatever comes of that: what was listed was listed.
  void awaited(close(session, directory));
  return { listed, trouble };
}

/** Every directory lists itself and its parent. Returns how long the names are together. */
function add(listed: ListedFile[], names: readonly NamedAttributes[]): number {
  let bytes = 0;
  for (const { name, attributes } of names) {
    bytes += name.length;
    if (name !== '.' && name !== '..') listed.push(listedOf(name, attributes));
  }
  return bytes;
}

function tooLong(entries: number, nameBytes: number): string | undefined {
  if (entries > MAX_LISTED_ENTRIES) return `it has more than ${MAX_LISTED_ENTRIES} names`;
  return nameBytes > MAX_LISTING_BYTES ? `it is longer than ${MAX_LISTING_BYTES} bytes` : undefined;
}
