import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { close as closeCallback, closeSync, constants, fsync as fsyncCallback, openSync } from 'node:fs';
import { promisify } from 'node:util';

import { joinPath, nameOf, parentOf, ROOT, SynclineError, type Name, type Path } from '@syncline/model';

import { errorName, throwIfAborted } from './errors.js';
import { at, within, type Directories, type Handle } from './handles.js';
import { SyncShell } from './sync-shell.js';

const fsync = promisify(fsyncCallback);
const close = promisify(closeCallback);

/** Paths remembered for fsync: about 4 MB. With more, everything is synced instead. */
const MAX_REMEMBERED = 20_000;

/** What was written since the last flush. */
interface Dirty {
  /** One directory on each file system. */
  readonly devices: Map<number, Path>;
  readonly paths: Set<Path>;
}

/**
 * Makes durable what was written; the first time also what an earlier process may have left. On Linux by one `sync -f` for each
 * file system written to: with its process it costs as much as two fsyncs, whatever the number of files; a shell starts it. Elsewhere,
 * or where that fails, by fsync of each.
 */
export class Flusher {
  readonly #directories: Directories;
  #dirty: Dirty = nothing();
  /** Until the first flush: a process that was stopped may have written here, and has told nobody where. */
  #earlier = true;
  #running: Promise<void> | undefined;
  #shell: SyncShell | undefined;

  constructor(directories: Directories) {
    this.#directories = directories;
  }

  /** Notes that a directory, and a file in it, were changed. */
  note(handle: Pick<Handle, 'dev' | 'path'>, name?: Name): void {
    const known = this.#dirty.devices.get(handle.dev);
    // The one nearest to the root is the least likely to be removed before the flush.
    if (known === undefined || handle.path.length < known.length)
      this.#dirty.devices.set(handle.dev, handle.path);
    if (this.#dirty.paths.size >= MAX_REMEMBERED) return;
    this.#dirty.paths.add(handle.path);
    if (name !== undefined) this.#dirty.paths.add(joinPath(handle.path, name));
  }

  /** One at a time: a call during another waits for it, then covers what came since. */
  async flush(signal?: AbortSignal): Promise<void> {
    while (this.#running !== undefined)
      await untilAborted(
        this.#running.catch(() => undefined),
        signal,
      );
    if (this.#earlier) this.#noteRoot();
    if (this.#dirty.devices.size === 0) return;
    const dirty = this.#dirty;
    this.#dirty = nothing();
    this.#running = this.#makeDurable(dirty).finally(() => {
      this.#running = undefined;
    });
    await untilAborted(this.#running, signal);
  }

  /** Lets go of what makes flushing cheap. Idempotent; a later flush does without, or gets it anew. */
  close(): void {
    this.#shell?.close();
    this.#shell = undefined;
  }

  #noteRoot(): void {
    try {
      within(this.#directories, ROOT, (handle) => this.note(handle));
    } catch (error) {
      // Nobody can have written into a root that is not there.
      if (errorName(error) !== 'ENOENT') throw notDurable(error);
    }
  }

  async #makeDurable(dirty: Dirty): Promise<void> {
    try {
      await this.#sync(dirty);
      this.#earlier = false;
    } catch (error) {
      for (const [device, path] of dirty.devices) this.#dirty.devices.set(device, path);
      for (const path of dirty.paths) this.#dirty.paths.add(path);
      throw notDurable(error);
    }
  }

  async #sync({ devices, paths }: Dirty): Promise<void> {
    if (process.platform === 'linux' && (await this.#syncDevices([...devices.values()]))) return;
    const areKnown = paths.size < MAX_REMEMBERED;
    if ((this.#earlier || !areKnown) && (await run('sync', [], []))) return;
    if (!areKnown) throw new Error('sync failed');
    await this.#syncPaths(paths);
  }

  /** The descriptors are handed to the child: no path has to be spelled, and no link can be put in its way. */
  async #syncDevices(paths: readonly Path[]): Promise<boolean> {
    const fds: number[] = [];
    try {
      for (const path of paths) fds.push(this.#openDirectory(path));
      if (this.#shell?.ended !== false) this.#shell = new SyncShell();
      if (await this.#shell.sync(fds)) return true;
      const names = fds.map((_fd, index) => `/proc/self/fd/${index + FIRST_INHERITED}`);
      return await run('sync', ['-f', ...names], fds);
    } catch {
      return false;
    } finally {
      for (const fd of fds) closeSync(fd);
    }
  }

  #openDirectory(path: Path): number {
    return within(this.#directories, path, (handle) =>
      openSync(Buffer.from(`${handle.base}/`, 'latin1'), constants.O_RDONLY | constants.O_DIRECTORY),
    );
  }

  /** What is no longer there, or was made unreadable, is passed over: a later look will find it different. */
  async #syncPaths(paths: ReadonlySet<Path>): Promise<void> {
    for (const path of paths) {
      const fd = this.#openAny(path);
      if (fd === undefined) continue;
      try {
        await fsync(fd);
      } finally {
        await close(fd);
      }
    }
  }

  #openAny(path: Path): number | undefined {
    try {
      if (path === ROOT) return this.#openDirectory(path);
      return within(this.#directories, parentOf(path), (handle) =>
        openSync(at(handle, nameOf(path)), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK),
      );
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENXIO'].includes(errorName(error))) return undefined;
      throw error;
    }
  }
}

/** After stdin, stdout and stderr. */
const FIRST_INHERITED = 3;

function notDurable(cause: unknown): SynclineError {
  if (cause instanceof SynclineError) return cause;
  const message = `what was written could not be made durable (${errorName(cause)}); check the disk and the system log`;
  return new SynclineError('failed', message, { scope: 'endpoint', retry: true, cause });
}

function nothing(): Dirty {
  return { devices: new Map(), paths: new Set() };
}

/** Runs a program to its end; whether it succeeded. */
function run(program: string, args: readonly string[], fds: readonly number[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', ...fds] });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** Stops waiting on abort; what was waited for goes on by itself. */
async function untilAborted(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  throwIfAborted(signal);
  if (signal === undefined) return void (await work);
  const done = new AbortController();
  const aborted = once(signal, 'abort', { signal: done.signal }).catch(() => undefined);
  try {
    await Promise.race([work, aborted]);
    throwIfAborted(signal);
  } finally {
    done.abort();
  }
}
