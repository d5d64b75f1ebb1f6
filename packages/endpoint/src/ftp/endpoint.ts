import type { Entry, FileSum, FtpSpec, Listing, Name, Path, RunId } from '@syncline/model';
import { ROOT, SynclineError, joinPath, nameOf, runOfTemp, unknownEntry } from '@syncline/model';
import type { Endpoint } from '../endpoint.js';
import type { Traits } from '../traits.js';
import type { BudgetUser } from '../remote/budget.js';
import { endpointError, pathError } from '../remote/errors.js';
import { withoutKnownFiles } from '../remote/known-files.js';
import { rootOf } from '../remote/paths.js';
import type { ServerOptions } from '../remote/pool-use.js';
import { PoolUse } from '../remote/pool-use.js';
import { answered, forWholeSide, idempotently, once, remote } from '../remote/side.js';
import { TrashNumbers } from '../trash-numbers.js';
import { ftpDialer } from './dial.js';
import { isExact } from './features.js';
import { fetchListing } from './list.js';
import { lookAt } from './look.js';
import { makeFolder, makeRootFolder, setTime } from './make.js';
import { unsendable } from './names.js';
import { purgeTrash } from './purge.js';
import { readFile, readHead } from './read.js';
import { readMany } from './read-many.js';
import { moveFile, moveFolder, removeFile, removeFolder } from './remove.js';
import { rootState } from './root.js';
import type { Server } from './server.js';
import type { Session } from './session.js';
import type { Side } from './side.js';
import { checkSendable } from './side.js';
import { poolKey, targetOf } from './target.js';
import { writeFile } from './write.js';

/** A directory on an FTP server (RFC 959, 2228, 2389, 2428, 3659, 4217). Throws `usage` for a spec with CR, LF or NUL. */
export function createFtpEndpoint(spec: FtpSpec, options: ServerOptions): Endpoint {
  return new FtpEndpoint(spec, options);
}

const SCHEMES: Record<FtpSpec['tls'], string> = { none: 'ftp', explicit: 'ftpes', implicit: 'ftps' };

class FtpEndpoint implements Endpoint {
  readonly label: string;
  readonly #spec: FtpSpec;
  readonly #options: ServerOptions;
  readonly #use: PoolUse<Session, Server>;
  #side: Side | undefined;

  constructor(spec: FtpSpec, options: ServerOptions) {
    this.#spec = spec;
    this.#options = options;
    this.#use = new PoolUse(options);
    // As in a URL: what follows the host's slash is relative to the login directory, `//` is absolute.
    this.label = `${SCHEMES[spec.tls]}://${spec.username}@${targetOf(spec).where}/${spec.directory}`;
  }

  get traits(): Traits {
    const facts = this.#opened.pool.server!.facts;
    const exact = isExact(facts);
    return {
      type: 'ftp',
      local: false,
      timePrecisionUs: exact ? 1_000_000 : 60_000_000,
      setsTimes: facts.timeSetter !== 'none',
      modes: false,
      links: false,
      anyBytes: false,
      tokens: exact ? 'any' : 'listing',
      hidesDotNames: facts.dotNames !== 'shown',
      exactNames: false,
      // More than there are connections: a file that waits for its rename holds none, and one that becomes free finds work.
      parallel: this.#options.limits.connections * 2,
    };
  }

  get bandwidth(): BudgetUser | undefined {
    return this.#use.bandwidth;
  }

  async open(signal?: AbortSignal): Promise<void> {
    if (this.#side !== undefined) return;
    const { notice = () => undefined } = this.#options;
    const target = targetOf(this.#spec);
    const { pool, session } = await this.#use.join(poolKey(target), ftpDialer(target, notice), signal);
    const root = rootOf(session.loginDirectory, this.#spec.directory);
    const shared = this.#options.sharedPool === true;
    this.#side = {
      pool,
      root,
      shared,
      closing: this.#use.closing,
      trashFolders: new Set(),
      trashNumbers: new TrashNumbers(),
    };
    if (pool.server!.facts.listCommand === 'unknown') await this.#learnToList(signal);
  }

  async close(): Promise<void> {
    this.#use.close();
  }

  root(signal?: AbortSignal): ReturnType<Endpoint['root']> {
    return forWholeSide(this.#opened, signal, (at) => rootState(at, this.#opened));
  }

  async list(directory: Path, signal?: AbortSignal, known?: FileSum): Promise<Listing> {
    const listing = await idempotently(this.#opened, directory, signal, async (at) => {
      checkSendable(at.server, directory);
      return fetchListing(at, remote(this.#opened, directory), directory);
    });
    return withoutKnownFiles(listing(), known);
  }

  look(path: Path, signal?: AbortSignal): ReturnType<Endpoint['look']> {
    return idempotently(this.#opened, path, signal, async (at) => {
      if (unsendable(path, at.server.facts.windows) === undefined)
        return lookAt(at, remote(this.#opened, path), path);
      return unknownEntry(path, nameOf(path), 'name', 'FTP cannot carry this name: rename it, or ignore it');
    });
  }

  read(...[path, expected, signal]: Parameters<Endpoint['read']>): ReturnType<Endpoint['read']> {
    return readFile(this.#opened, path, expected, signal);
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
    // eslint-disable-next-line no-control-regex
    if (/[\r\n\0]/.test(path))
      throw endpointError('usage', 'The path of a file check may not hold CR, LF or NUL');
    return forWholeSide(this.#opened, signal, (at) => readHead(at, this.#opened, path, maxBytes));
  }

  makeRoot(signal?: AbortSignal): Promise<void> {
    return forWholeSide(this.#opened, signal, (at) => makeRootFolder(at, this.#opened));
  }

  write(...[request, content, signal]: Parameters<Endpoint['write']>): ReturnType<Endpoint['write']> {
    return writeFile(this.#opened, request, content, signal);
  }

  async writeLink(request: Parameters<Endpoint['writeLink']>[0]): Promise<void> {
    throw pathError('link', request.path, 'FTP has no symbolic links');
  }

  async setAttributes(
    ...[path, expected, attributes, signal]: Parameters<Endpoint['setAttributes']>
  ): Promise<undefined> {
    await once(this.#opened, path, signal, (at) => setTime(at, this.#opened, path, expected, attributes));
  }

  makeDirectory(path: Path, _mode: number | undefined, signal?: AbortSignal): Promise<'made' | 'exists'> {
    return once(this.#opened, path, signal, (at) => makeFolder(at, this.#opened, path));
  }

  async setDirectoryMode(): Promise<void> {}

  remove(...[path, expected, trash, signal]: Parameters<Endpoint['remove']>): Promise<void> {
    return once(this.#opened, path, signal, (at) => removeFile(at, this.#opened, path, expected, trash));
  }

  removeDirectory(path: Path, trash: RunId | undefined, signal?: AbortSignal): Promise<void> {
    return once(this.#opened, path, signal, (at) => removeFolder(at, this.#opened, path, trash));
  }

  /** Its connection is given back once the rename was sent: what waits for one begins in the same packet. */
  async move(...[from, to, expected, signal]: Parameters<Endpoint['move']>): Promise<Entry | void> {
    const { renamed } = await once(this.#opened, from, signal, (at) =>
      moveFile(at, this.#opened, from, to, expected),
    );
    return answered(this.#opened, from, signal, renamed);
  }

  moveDirectory(from: Path, to: Path, signal?: AbortSignal): Promise<void> {
    return once(this.#opened, from, signal, (at) => moveFolder(at, this.#opened, from, to));
  }

  async removeTemp(directory: Path, name: Name, signal?: AbortSignal): Promise<void> {
    const path = joinPath(directory, name);
    if (runOfTemp(name) === undefined) throw pathError('failed', path, 'This is not the name of a temp file');
    await idempotently(this.#opened, path, signal, async (at) => {
      checkSendable(at.server, path);
      return at.session.request(`DELE ${remote(this.#opened, path)}`);
    });
  }

  async observe(
    directory: Path,
    names: readonly Name[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<Name, Entry>> {
    const wanted = new Set(names);
    const seen = new Map<Name, Entry>();
    const listing = await this.list(directory, signal);
    for (const entry of listing.entries) {
      if (wanted.has(entry.name) && entry.kind !== 'unknown') seen.set(entry.name, entry);
    }
    await this.#seeHidden(directory, names, seen, signal);
    return seen;
  }

  /** FTP has nothing to ask for: a server that has answered 226 has taken the content over. */
  async flush(): Promise<void> {}

  purgeTrash(beforeMs: number, signal?: AbortSignal): Promise<number> {
    return purgeTrash(this.#opened, beforeMs, signal);
  }

  get #opened(): Side {
    if (this.#side === undefined) throw new TypeError('The endpoint is not open');
    return this.#side;
  }

  /** Without MLSD a first listing finds out how to list; whether it succeeds is not our business yet. */
  async #learnToList(signal: AbortSignal | undefined): Promise<void> {
    await this.list(ROOT, signal).catch((error: unknown) => {
      if (!(error instanceof SynclineError) || error.scope !== 'path') throw error;
    });
    if (this.#opened.pool.server!.facts.listCommand === 'LIST') this.#tellOfHiddenNames();
  }

  /** Dot names that a listing leaves out are asked for by name; one that answers shows what the server does. */
  async #seeHidden(
    directory: Path,
    names: readonly Name[],
    seen: Map<Name, Entry>,
    signal?: AbortSignal,
  ): Promise<void> {
    for (const name of names.filter((each) => each.startsWith('.') && !seen.has(each))) {
      const found = await this.look(joinPath(directory, name), signal);
      if (found.kind === 'absent' || found.kind === 'unknown') continue;
      seen.set(name, found);
      this.#opened.pool.server!.facts.dotNames = 'hidden';
      this.#tellOfHiddenNames();
    }
  }

  #tellOfHiddenNames(): void {
    const { where } = this.#opened.pool.server!.target;
    const what = 'leaves names that start with a dot out of its listings, or may do so';
    this.#opened.pool.server!.notice(
      `${where} ${what}: where such names are known they are asked for one by one`,
    );
  }
}
