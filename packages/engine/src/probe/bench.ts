import type { Content, Endpoint } from '@syncline/endpoint';
import type { ContentEntry, Entry, Name, Path } from '@syncline/model';
import { hasContent, joinPath, makeRunId, pathFromBytes, ROOT, tempName } from '@syncline/model';

/** A folder of our own on a side, under a reserved name: no run takes it for an entry, even if it stays behind. */
export interface Bench {
  /** Writes a small file; replaces `expected`. */
  write(name: string, text: string, options?: WriteOptions): Promise<void>;
  /** What a listing of the folder says of a name. */
  see(name: string): Promise<Entry | undefined>;
  /** Whether something answers to a name. */
  answers(name: string): Promise<boolean>;
  /** The names that a listing of the folder shows. */
  list(): Promise<readonly Name[]>;
  path(name: string): Path;
  /** Removes everything, the folder too. Whether nothing is left. */
  clear(): Promise<boolean>;
}

interface WriteOptions {
  readonly mtimeUs?: number | undefined;
  readonly expected?: ContentEntry | undefined;
}

/** Makes the folder. Throws what making one throws. */
export async function openBench(endpoint: Endpoint, nowMs: number, signal: AbortSignal): Promise<Bench> {
  const run = makeRunId(nowMs, 'probe');
  const folder = joinPath(ROOT, tempName(run, 0));
  await endpoint.makeDirectory(folder, undefined, signal);
  // What was written is removed though the probing was interrupted.
  const always = new AbortController().signal;
  const written = new Set<string>();
  const path = (name: string): Path => joinPath(folder, pathFromBytes(Buffer.from(name).toString('latin1')));
  let temps = 0;
  return {
    path,
    async write(name, text, { expected, mtimeUs } = {}) {
      written.add(name);
      const request = {
        path: path(name),
        temp: tempName(run, (temps += 1)),
        size: Buffer.byteLength(text),
        mtime: mtimeUs,
        mode: undefined,
        expected,
        trash: undefined,
      };
      await endpoint.write(request, contentOf(text), signal);
    },
    async see(name) {
      const key = nameIn(path(name), folder);
      return (await endpoint.observe(folder, [key], signal)).get(key);
    },
    async answers(name) {
      const { kind } = await endpoint.look(path(name), signal);
      return kind !== 'absent' && kind !== 'unknown';
    },
    list: async () => (await endpoint.list(folder, signal)).entries.map(({ name }) => name),
    clear: () => clear(endpoint, folder, [...written].map(path), always),
  };
}

function nameIn(path: Path, folder: Path): Name {
  return pathFromBytes(path.slice(folder.length + 1));
}

/** Those that a listing hides are known by name. */
async function clear(
  endpoint: Endpoint,
  folder: Path,
  written: readonly Path[],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const listed = (await endpoint.list(folder, signal)).entries.map(({ name }) => joinPath(folder, name));
    for (const path of new Set([...listed, ...written])) {
      const found = await endpoint.look(path, signal);
      if (found.kind === 'directory') await endpoint.removeDirectory(path, undefined, signal);
      else if (hasContent(found)) await endpoint.remove(path, found, undefined, signal);
    }
    await endpoint.removeDirectory(folder, undefined, signal);
    // RMD was done: where nothing can be asked for by name, that has to do.
    return (await endpoint.look(folder, signal)).kind !== 'directory';
  } catch {
    return false;
  }
}

function contentOf(text: string): Content {
  const whole = Buffer.from(text);
  return {
    size: whole.length,
    whole,
    async *chunks() {
      yield whole;
    },
    unchanged: async () => true,
    close: async () => undefined,
  };
}
