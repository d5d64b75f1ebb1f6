import type { Path } from '@syncline/model';
import { joinPath, parentOf, showPath } from '@syncline/model';
import { interrupted, pathError, withPath } from './errors.js';
import { unsendable } from './names.js';
import type { Pool, WorkOptions } from './pool.js';
import type { Connection, Server } from './server.js';
import { remotePath } from './server.js';

/** One endpoint's view of its server: where its root is, and how work gets a connection. */
export interface Side {
  readonly pool: Pool;
  /** Absolute, on the server. */
  readonly root: string;
  /** Ends with the endpoint, whatever else uses the pool. */
  readonly closing: AbortSignal;
  /** Folders of the trash that are known to be there. */
  readonly trashFolders: Set<Path>;
}

/** Runs work that names `path` in its errors. `idempotent` work is repeated when its connection breaks. */
export async function onConnection<T>(
  side: Side,
  path: Path,
  options: WorkOptions,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const linked = linkSignals(side.closing, options.signal);
  try {
    return await side.pool.withConnection(work, { ...options, signal: linked.signal });
  } catch (error) {
    throw linked.signal.aborted ? interrupted() : withPath(error, path);
  } finally {
    linked.unlink();
  }
}

/**
 * A signal that is aborted with either of two, until it is unlinked. `AbortSignal.any` would do, but what it makes
 * stays known to the longer-lived one, here for as long as the endpoint lives.
 */
export function linkSignals(
  closing: AbortSignal,
  signal: AbortSignal | undefined,
): { readonly signal: AbortSignal; unlink(): void } {
  if (signal === undefined) return { signal: closing, unlink: () => undefined };
  const both = new AbortController();
  const abort = (): void => both.abort();
  if (closing.aborted || signal.aborted) abort();
  for (const each of [closing, signal]) each.addEventListener('abort', abort, { once: true });
  const unlink = (): void => {
    for (const each of [closing, signal]) each.removeEventListener('abort', abort);
  };
  return { signal: both.signal, unlink };
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
