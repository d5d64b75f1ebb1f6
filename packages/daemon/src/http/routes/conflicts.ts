import type { ItemOptions } from '@syncline/engine';
import { compareConflict, listConflicts, resolveConflict } from '@syncline/engine';
import type { Item } from '@syncline/model';
import { readShownPath } from '@syncline/model';
import { z } from 'zod';
import { side } from '../../api/run-shapes.js';
import { comparedFacts, conflictFacts, resolvedFacts } from '../../facts.js';
import type { Operator } from '../../runs/operator.js';
import { HttpError } from '../errors.js';
import type { Asked, Route } from '../route.js';
import { route } from '../route.js';
import { createList, listed } from './listed.js';

export interface ConflictOptions {
  readonly operator: Operator;
  /** The item with its passwords. Throws 404 for one that is not configured. */
  readonly itemOf: (name: string) => Promise<Item>;
  readonly how: (asked: Asked) => ItemOptions;
  /** One was decided. */
  readonly onResolved: (name: string) => void;
}

const named = z.object({ name: z.string() });
const copyNamed = z.strictObject({
  copy: z.string().max(4_096).describe('The conflict copy, as the list shows it'),
  encoding: z.literal('escaped').optional(),
});
const encoded = { path: z.string(), copy: z.string(), encoding: z.literal('escaped').optional() };

const preview = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), truncated: z.boolean() }),
  z.object({ kind: z.literal('binary') }).describe('It holds a NUL byte, or is not UTF-8'),
  z.object({ kind: z.literal('link'), target: z.string() }),
  z.object({ kind: z.literal('none'), message: z.string().optional() }).describe('A folder, or unreadable'),
]);

const version = z.object({
  from: side.describe('Where this version came from'),
  kind: z.enum(['file', 'link', 'directory', 'unknown']),
  size: z.number().int().optional(),
  time: z.string().optional(),
  on: side.describe('Where it was looked at'),
  preview: preview.describe('Its first 256 KiB'),
});

const compared = z.object({
  ...encoded,
  side,
  when: z.string(),
  state: z.string().describe('Stands for what is shown here: to resolve nothing else'),
  plain: version.nullable().describe('What has the plain name now'),
  kept: version.nullable().describe('The conflict copy'),
});

const resolved = z.object({
  ...encoded,
  keep: z.enum(['plain', 'copy', 'both']),
  on: side.nullable().describe('The side on which it was done; the next run carries it to the other'),
  trash: z.string().nullable().describe('The run whose trash there has the other version'),
  next: z.literal('next run').nullable(),
});

/** Conflicts: which there are, what the two versions are, and which one is to stay. */
export function conflictRoutes({ operator, itemOf, how, onResolved }: ConflictOptions): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/items/{name}/conflicts',
      summary: 'The conflict copies that both sides have, and nobody has decided about',
      access: 'read',
      params: named,
      reply: listed,
      handle: async ({ params: { name } }, asked) => {
        const list = createList();
        await listConflicts(await itemOf(name), how(asked), (copy) => list.add(() => conflictFacts(copy)));
        return { body: list.answer() };
      },
    }),
    route({
      method: 'GET',
      path: '/items/{name}/conflicts/compare',
      summary: 'Both versions of a conflict as they are now, with their beginnings',
      access: 'read',
      params: named,
      query: copyNamed,
      reply: compared,
      handle: async ({ params: { name }, query: { copy, encoding } }, asked) => {
        const path = readShownPath(copy, encoding);
        const conflict = await compareConflict(await itemOf(name), path, how(asked));
        if (conflict === undefined) throw noConflict(copy);
        return { body: comparedFacts(conflict) };
      },
    }),
    route({
      method: 'POST',
      path: '/items/{name}/conflicts/resolve',
      summary: 'Keep one version of a conflict, the other goes to the trash; or keep both',
      access: 'write',
      params: named,
      body: copyNamed.extend({
        keep: z.enum(['plain', 'copy', 'both']),
        state: z.string().optional().describe('As compare answered it: nothing is done if anything changed'),
      }),
      reply: resolved,
      handle: async ({ params: { name }, body: { copy, encoding, keep, state } }, asked) => {
        const item = await itemOf(name);
        const choice = { copy: readShownPath(copy, encoding), keep, state };
        const work = () => resolveConflict(item, choice, how(asked));
        const done = await operator.whileAtRest(name, work, asked.signal);
        if (done === undefined) throw noConflict(copy);
        onResolved(name);
        return { body: resolvedFacts(done, keep) };
      },
    }),
  ];
}

function noConflict(copy: string): HttpError {
  return new HttpError(404, 'conflict', `Neither side has a conflict copy ${copy} any more.`);
}
