import { readdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isAtOrIn, messageOf } from '@syncline/model';
import { z } from 'zod';
import type { ConfiguredItem } from '../../config/configured-item.js';
import { HttpError } from '../errors.js';
import type { Route } from '../route.js';
import { route } from '../route.js';

export interface BrowseOptions {
  /** The configured items: the folders that they use may be browsed. */
  readonly items: () => readonly ConfiguredItem[];
  /** Below which directories the server’s folders may be browsed, besides those that items use. */
  readonly browseBases: () => readonly string[];
}

const MOST_ENTRIES = 2_000;

/** Folders and files of the daemon’s machine, for whoever looks for a path. */
export function browseRoute(options: BrowseOptions): Route {
  return route({
    method: 'GET',
    path: '/browse',
    summary: 'The folders and files of a directory of the daemon’s machine, below what may be browsed',
    access: 'write',
    query: z.object({ path: z.string().max(4_096).optional() }),
    reply: z.object({
      path: z.string().nullable(),
      parent: z.string().nullable(),
      entries: z.array(z.object({ name: z.string(), path: z.string(), folder: z.boolean() })),
      more: z.boolean(),
    }),
    handle: async ({ query: { path } }) => ({ body: await browse(path, basesOf(options)) }),
  });
}

function basesOf({ browseBases, items }: BrowseOptions): readonly string[] {
  const used = items().flatMap(({ source, destination }) =>
    [source, destination].flatMap(({ endpoint }) =>
      endpoint.type === 'directory' ? [besides(resolve(endpoint.path))] : [],
    ),
  );
  return [...new Set([...browseBases().map((base) => resolve(base)), ...used])];
}

/** Where the folders beside one are; of one at the top, not the whole machine. */
function besides(path: string): string {
  const parent = dirname(path);
  return dirname(parent) === parent ? path : parent;
}

async function browse(wanted: string | undefined, bases: readonly string[]) {
  if (wanted === undefined) {
    const entries = bases.map((base) => ({ name: base, path: base, folder: true }));
    return { path: null, parent: null, entries, more: false };
  }
  const path = resolve(wanted);
  if (!bases.some((base) => isAtOrIn(path, base)) || !(await isReallyIn(path, bases)))
    throw new HttpError(403, 'browse', `${path} is not below a directory that may be browsed.`);
  const found = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw new HttpError(404, 'browse', `${path} cannot be listed: ${messageOf(error)}`);
  });
  const shown = found
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .sort((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || a.name.localeCompare(b.name))
    .slice(0, MOST_ENTRIES)
    .map((entry) => ({ name: entry.name, path: join(path, entry.name), folder: entry.isDirectory() }));
  const parent = dirname(path);
  const above = parent !== path && bases.some((base) => isAtOrIn(parent, base)) ? parent : null;
  return { path, parent: above, entries: shown, more: found.length > MOST_ENTRIES };
}

/** A link in a base may lead out of it (FAULTS W5). What is not there can't be listed, and is left to that. */
async function isReallyIn(path: string, bases: readonly string[]): Promise<boolean> {
  const real = (of: string): Promise<string> => realpath(of).catch(() => of);
  const at = await real(path);
  return (await Promise.all(bases.map(real))).some((base) => isAtOrIn(at, base));
}
