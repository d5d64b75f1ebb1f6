import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** A file of the built console. */
export interface ConsoleFile {
  readonly type: string;
  readonly body: Buffer;
  /** Its name changes with its content, so it may be kept for ever. */
  readonly lasting: boolean;
}

/** The built console in memory: what is not in it can't be asked for, whatever a path looks like (FAULTS W5). */
export interface ConsoleFiles {
  /** By path from the top, such as `/assets/index-1a2b.js`. */
  readonly files: ReadonlyMap<string, ConsoleFile>;
  /** The page, with the number that its own styles are allowed by. */
  page(nonce: string): string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const PAGE = 'index.html';
const NONCE_MARK = '__NONCE__';

/** Reads the console that was built into a directory; undefined where there is none. */
export async function loadConsole(directory: string): Promise<ConsoleFiles | undefined> {
  const page = await readFile(join(directory, PAGE), 'utf8').catch(() => undefined);
  if (page === undefined) return undefined;
  const files = new Map<string, ConsoleFile>();
  for (const name of await readdir(directory, { recursive: true })) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const path = `/${name.replaceAll(sep, '/')}`;
    files.set(path, {
      type,
      body: await readFile(join(directory, name)),
      lasting: path.startsWith('/assets/'),
    });
  }
  return { files, page: (nonce) => page.replaceAll(NONCE_MARK, nonce) };
}
