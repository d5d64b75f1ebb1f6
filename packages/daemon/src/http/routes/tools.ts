import { readdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ProbeReport } from '@syncline/engine';
import { compilePattern } from '@syncline/engine/validate';
import type { EndpointSpec, Item } from '@syncline/model';
import { messageOf } from '@syncline/model';
import { describeSchedule, nextRuns, systemZone, zoneNamed } from '@syncline/scheduler';
import { z } from 'zod';
import { isoTime } from '../../api/to-shapes.js';
import type { ConfiguredItem } from '../../config/configured-item.js';
import { itemSchema, timezoneSchema } from '../../config/item-schema.js';
import { scheduleSchema, toSchedule } from '../../config/schedule-schema.js';
import { probeFacts } from '../../facts.js';
import { HttpError } from '../errors.js';
import type { Route } from '../route.js';
import { route } from '../route.js';
import { planOf } from './plan.js';
import type { QuestionOptions } from './questions.js';

export interface ToolOptions extends Pick<QuestionOptions, 'plan'> {
  /** The item that a document means, with its passwords: those typed in it, else those of the item of that name. */
  readonly draft: (document: z.infer<typeof itemSchema>) => Promise<Item>;
  readonly probe: (spec: EndpointSpec, signal: AbortSignal) => Promise<ProbeReport>;
  /** The configured items: the folders that they use may be browsed. */
  readonly items: () => readonly ConfiguredItem[];
  /** Below which directories the server's folders may be browsed, besides those that items use. */
  readonly browseBases: () => readonly string[];
}

const SHOWN_RUNS = 5;
const MOST_ENTRIES = 2_000;
const MOST_LINES = 5_000;
const draftBody = z.strictObject({ item: itemSchema });

/** What the dialog needs while an item is being written: nothing of it changes anything. */
export function toolRoutes(options: ToolOptions): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/draft/probe',
      summary: 'What one side of an item that is being written can do, and how it would be treated',
      access: 'write',
      body: draftBody.extend({ side: z.enum(['source', 'destination']) }),
      reply: z.record(z.string(), z.unknown()),
      handle: async ({ body: { item, side } }, { signal }) => {
        const { endpoint } = (await options.draft(item))[side];
        return { body: probeFacts(await options.probe(endpoint, signal)) };
      },
    }),
    route({
      method: 'POST',
      path: '/draft/plan',
      summary: 'What the first run of an item that is being written would do; nothing is written',
      access: 'write',
      body: draftBody,
      handle: async ({ body: { item } }, { signal }) => ({
        body: await planOf(options.plan(await options.draft(item), signal), MOST_LINES),
      }),
    }),
    route({
      method: 'POST',
      path: '/draft/schedule',
      summary: 'Schedules in words, with their next five runs',
      access: 'read',
      body: z.strictObject({ schedules: z.array(scheduleSchema), timezone: timezoneSchema.optional() }),
      reply: z.object({ words: z.array(z.string()), next: z.array(z.string()), timezone: z.string() }),
      handle: async ({ body: { schedules, timezone } }) => {
        const zone = (timezone === undefined ? undefined : zoneNamed(timezone)) ?? systemZone();
        const all = schedules.map(toSchedule);
        const next = nextRuns(all, zone, Date.now(), SHOWN_RUNS).map(isoTime);
        return { body: { words: all.map(describeSchedule), next, timezone: zone.name } };
      },
    }),
    route({
      method: 'POST',
      path: '/draft/ignore',
      summary: 'Which of these paths the patterns leave out, and by which pattern',
      access: 'read',
      body: z.strictObject({
        patterns: z.array(z.string().max(1_000)).max(200),
        paths: z.array(z.string().max(4_096)).max(5_000),
      }),
      reply: z.object({
        errors: z.array(z.object({ pattern: z.string(), message: z.string() })),
        matches: z.array(z.string().nullable()),
      }),
      handle: async ({ body }) => ({ body: tryPatterns(body.patterns, body.paths) }),
    }),
    route({
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
    }),
  ];
}

/** A pattern without a slash is tried on names, one with a slash on the path (SPEC §1); an ignored folder takes all in it. */
function tryPatterns(patterns: readonly string[], paths: readonly string[]) {
  const errors: { pattern: string; message: string }[] = [];
  const good = patterns.flatMap((pattern) => {
    try {
      return [{ pattern, compiled: compilePattern(pattern) }];
    } catch (error) {
      errors.push({ pattern, message: messageOf(error) });
      return [];
    }
  });
  const matching = (path: string): string | undefined => {
    const parts = path.split('/').filter(Boolean);
    for (let length = 1; length <= parts.length; length += 1) {
      const found = good.find(({ pattern, compiled }) =>
        compiled
          .matcher(pattern.includes('/') ? parts.slice(0, length).join('/') : parts[length - 1]!)
          .find(),
      );
      if (found !== undefined) return found.pattern;
    }
    return undefined;
  };
  return { errors, matches: paths.map((path) => matching(path) ?? null) };
}

function basesOf({ browseBases, items }: ToolOptions): readonly string[] {
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

function isAtOrIn(path: string, base: string): boolean {
  return path === base || path.startsWith(base.endsWith('/') ? base : `${base}/`);
}
