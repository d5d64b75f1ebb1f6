import type { Entry, FileSum, Listing, Name, Path, RunId, SftpSpec } from '@syncline/model';
import { joinPath, runOfTemp, showHostKey } from '@syncline/model';
import type { Endpoint } from '../endpoint.js';
import type { Traits } from '../traits.js';
import type { BudgetUser } from '../remote/budget.js';
import { endpointError, pathError } from '../remote/errors.js';
import { withoutKnownFiles } from '../remote/known-files.js';
import { rootOf } from '../remote/paths.js';
import type { ServerOptions } from '../remote/pool-use.js';
import { PoolUse } from '../remote/pool-use.js';
import { concernsSide, forWholeSide, idempotently, once, remote } from '../remote/side.js';
import { TrashNumbers } from '../trash-numbers.js';
import { SESSIONS_PER_CONNECTION, sftpDialer } from './dial.js';
import { flushWritten, noteMoved } from './flush.js';
import { listDirectory } from './list.js';
import { lookAt } from './look.js';
import { makeFolder, makeRootFolder, setTime } from './make.js';
import { purgeTrash } from './purge.js';
import { readFile, readHead } from './read.js';
import { readMany } from './read-many.js';
import { moveFile, moveFolder, removeFile, removeFolder } from './remove.js';
import { remove } from './requests.js';
import { rootState } from './root.js';
import type { Server } from './server.js';
import { setsTimes } from './server.js';
import type { Session } from './session.js';
import type { Side } from './side.js';
import { checkSendable } from './side.js';
import { poolKey, targetOf } from './target.js';
import { writeFile } from './write.js';

/**
 * A directory on an SFTP server: version 3 of the protocol (draft-ietf-secsh-filexfer-02) over SSH (RFC 4251–4254), with the
 * extensions of OpenSSH where the server has them. Throws `usage` for a directory with NUL.
 */
export function createSftpEndpoint(spec: SftpSpec, options: ServerOptions): Endpoint {
  return new SftpEndpoint(spec, options);
}

class SftpEndpoint implements Endpoint {
  readonly label: string;
  readonly #spec: SftpSpec;
  readonly #options: ServerOptions;
  readonly #use: PoolUse<Session, Server>;
  #side: Side | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(spec: SftpSpec, options: ServerOptions) {
    this.#spec = spec;
    this.#options = options;
    this.#use = new PoolUse(options);
    // As in a URL: what follows the host's slash is relative to the login directory, `//` is absolute.
    this.label = `sftp://${spec.username}@${targetOf(spec).where}/${spec.directory}`;
  }

  get traits(): Traits {
    return {
      type: 'sftp',
      local: false,
      timePrecisionUs: 1_000_000,
      setsTimes: setsTimes(this.#opened.pool.server!),
      modes: false,
      links: false,
      anyBytes: true,
      tokens: 'any',
      hidesDotNames: false,
      exactNames: false,
      parallel: this.#options.limits.connections * SESSIONS_PER_CONNECTION,
    };
  }

  get bandwidth(): BudgetUser | undefined {
    return this.#use.bandwidth;
  }

  get fingerprint(): string {
    return showHostKey(this.#opened.pool.server!.proof.fingerprint);
  }

  async open(signal?: AbortSignal): Promise<void> {
    if (this.#side !== undefined) return;
    const { connections } = this.#options.limits;
    const target = targetOf(this.#spec);
    const { pool, session } = await this.#use.join(poolKey(target), sftpDialer(target, connections), signal);
    this.#side = {
      pool,
      root: rootOf(session.loginDirectory, this.#spec.directory),
      shared: this.#options.sharedPool === true,
      closing: this.#use.closing,
      trashFolders: new Set(),
      trashNumbers: new TrashNumbers(),
      unsynced: new Set(),
      taken: new Set(),
    };
  }

  async close(): Promise<void> {
    this.#use.close();
  }

  root(signal?: AbortSignal): ReturnType<Endpoint['root']> {
    return forWholeSide(this.#opened, signal, (at) => rootState(at, this.#opened));
  }

  async list(directory: Path, signal?: AbortSignal, known?: FileSum): Promise<Listing> {
    const listing = await idempotently(this.#opened, directory, signal, async (at) => {
      checkSendable(this.#opened, directory);
      return listDirectory(at, this.#opened, directory);
    });
    return withoutKnownFiles(listing, known);
  }

  look(path: Path, signal?: AbortSignal): ReturnType<Endpoint['look']> {
    return idempotently(this.#opened, path, signal, async (at) => {
      checkSendable(this.#opened, path);
      return lookAt(at, this.#opened, path);
    });
  }

  read(...[path, expected, signal]: Parameters<Endpoint['read']>): ReturnType<Endpoint['read']> {
    return readFile({ side: this.#opened, path, expected, signal });
  }

  /** Not within a bandwidth: that is kept file by file. */
  async readMany(
    ...[directory, files, into, signal]: Parameters<NonNullable<Endpoint['readMany']>>
  ): Promise<readonly boolean[]> {
    const { bandwidth, connections } = this.#options.limits;
    if (bandwidth !== undefined) return files.map(() => false);
    return readMany(this.#opened, directory, files, into, connections, signal);
  }

  readHead(path: string, maxBytes: number, signal?: AbortSignal): Promise<Buffer | undefined> {
    if (path.includes('\0')) throw endpointError('usage', 'The path of a file check may not hold NUL');
    return forWholeSide(this.#opened, signal, (at) => readHead(at, this.#opened, path, maxBytes));
  }

  makeRoot(signal?: AbortSignal): Promise<void> {
    return forWholeSide(this.#opened, signal, (at) => makeRootFolder(at, this.#opened));
  }

  write(...[request, content, signal]: Parameters<Endpoint['write']>): ReturnType<Endpoint['write']> {
    return writeFile(this.#opened, request, content, signal);
  }

  async writeLink(request: Parameters<Endpoint['writeLink']>[0]): Promise<void> {
    throw pathError('link', request.path, 'Links are not carried to servers');
  }

  async setAttributes(
    ...[path, expected, attributes, signal]: Parameters<Endpoint['setAttributes']>
  ): Promise<undefined> {
    await once(this.#opened, path, signal, (at) => setTime(at, this.#opened, path, expected, attributes));
  }

  makeDirectory(path: Path, mode: number | undefined, signal?: AbortSignal): Promise<'made' | 'exists'> {
    return once(this.#opened, path, signal, (at) => makeFolder(at, this.#opened, path, mode));
  }

  async setDirectoryMode(): Promise<void> {}

  remove(...[path, expected, trash, signal]: Parameters<Endpoint['remove']>): Promise<void> {
    return once(this.#opened, path, signal, (at) => removeFile(at, this.#opened, path, expected, trash));
  }

  removeDirectory(path: Path, trash: RunId | undefined, signal?: AbortSignal): Promise<void> {
    return once(this.#opened, path, signal, (at) => removeFolder(at, this.#opened, path, trash));
  }

  async move(...[from, to, expected, signal]: Parameters<Endpoint['move']>): Promise<Entry | void> {
    const found = await once(this.#opened, from, signal, (at) =>
      moveFile(at, this.#opened, from, to, expected),
    );
    noteMoved(this.#opened, from, to);
    return found;
  }

  async moveDirectory(from: Path, to: Path, signal?: AbortSignal): Promise<void> {
    await once(this.#opened, from, signal, (at) => moveFolder(at, this.#opened, from, to));
    noteMoved(this.#opened, from, to);
  }

  async removeTemp(directory: Path, name: Name, signal?: AbortSignal): Promise<void> {
    const path = joinPath(directory, name);
    if (runOfTemp(name) === undefined) throw pathError('failed', path, 'This is not the name of a temp file');
    await idempotently(this.#opened, path, signal, async ({ session }) => {
      checkSendable(this.#opened, path);
      return remove(session, remote(this.#opened, path));
    });
  }

  async observe(
    directory: Path,
    names: readonly Name[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<Name, Entry>> {
    const wanted = new Set(names);
    const { entries } = await this.list(directory, signal);
    const seen = entries.filter(({ kind, name }) => wanted.has(name) && kind !== 'unknown');
    return new Map(seen.map((entry) => [entry.name, entry]));
  }

  /** One after the other: what an earlier one is bringing to the disk is not safe before that one is done. */
  async flush(): Promise<void> {
    const { connections } = this.#options.limits;
    const flush = (): Promise<void> => flushWritten(this.#opened, connections).catch(concernsSide);
    this.#flushing = this.#flushing.catch(() => undefined).then(flush);
    await this.#flushing;
  }

  purgeTrash(beforeMs: number, signal?: AbortSignal): Promise<number> {
    return purgeTrash(this.#opened, beforeMs, signal);
  }

  get #opened(): Side {
    if (this.#side === undefined) throw new TypeError('The endpoint is not open');
    return this.#side;
  }
}
