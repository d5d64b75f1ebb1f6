import type { Path } from '@syncline/model';
import { joinPath, parentOf, showPath } from '@syncline/model';
import { isAborted } from './aborts.js';
import { interrupted, pathError, withPath } from './errors.js';
import { unsendable } from './names.js';
import type { Pool } from './pool.js';
import type { Connection, Server } from './server.js';
import { remotePath } from './server.js';

/** One endpoint's view of its server: where its root is, and how work gets a connection. */
export interface Side {
  readonly pool: Pool;
  /** Absolute, on the server. */
  readonly root: string;
  /** The other side of the item is on this server, too: nothing may be held here while it is asked for something. */
  readonly shared: boolean;
  /** Ends with the endpoint, whatever else uses the pool. */
  readonly closing: AbortSignal;
  /** Folders of the trash that are known to be there. */
  readonly trashFolders: Set<Path>;
}

/** How a call's work is done: what ends it is added by the side. */
export interface CallOptions {
  readonly idempotent: boolean;
  readonly urgent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs work that names `path` in its errors. `idempotent` work is repeated when its connection breaks. */
export async function onConnection<T>(
  side: Side,
  path: Path,
  { idempotent, urgent, signal }: CallOptions,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const signals = signalsOf(side, signal);
  try {
    return await side.pool.withConnection(work, { idempotent, urgent, signals });
  } catch (error) {
    throw isAborted(signals) ? interrupted() : withPath(error, path);
  }
}

/** What ends a call: the side's end, and the caller. */
export function signalsOf(side: Side, signal: AbortSignal | undefined): readonly AbortSignal[] {
  return signal === undefined ? [side.closing] : [side.closing, signal];
}

export function remote(side: Side, path: Path): string {
  return remotePath(side.root, path);
}

/** Throws `name` for a path that must not be sent to this server. */
export function checkSendable({ facts }: Server, path: Path): void {
  const name = unsendable(path, facts.windows);
  if (name === undefined) return;
  const shown = showPath(name as Path).path;
  const why = 'it is not UTF-8, holds control characters, or begins or ends with a space';
  throw pathError(
    'name',
    path,
    `The server cannot hold the name ${JSON.stringify(shown)}: ${why}. Rename it.`,
  );
}

/** The path of another name in the same directory. */
export function sibling(path: Path, name: Path): Path {
  return joinPath(parentOf(path), name);
}
