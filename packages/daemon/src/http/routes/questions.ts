import type { ItemOptions } from '@syncline/engine';
import {
  approveHold,
  dropHold,
  isHoldOf,
  explain,
  listHolds,
  listTrash,
  restoreFromTrash,
  undoRun,
} from '@syncline/engine';
import type { Item, Outcome } from '@syncline/model';
import { pathFromText, readShownPath } from '@syncline/model';
import type { Observable } from 'rxjs';
import { z } from 'zod';
import type { summary } from '../../api/run-shapes.js';
import type { ConfiguredItem } from '../../config/configured-item.js';
import { withoutSecrets } from '../../config/without-secrets.js';
import { explanationFacts, heldFacts, holdFacts, keptFacts, restoredFacts } from '../../facts.js';
import type { Operator } from '../../runs/operator.js';
import { HttpError } from '../errors.js';
import type { Asked, Route } from '../route.js';
import { route } from '../route.js';
import { conflictRoutes } from './conflicts.js';
import { requireItem } from './control.js';
import { createList, facts, listed, MOST_LISTED } from './listed.js';
import { planned, planOf } from './plan.js';

export interface QuestionOptions {
  readonly operator: Operator;
  /** The item with its passwords. */
  readonly resolve: (item: ConfiguredItem) => Promise<Item>;
  readonly stateDirectory: string;
  readonly onResolved: (name: string) => void;
  /** What an item held was approved or dropped. */
  readonly onSettled: (name: string, approved: boolean) => void;
  /** Plans a run of an item, writing nothing. */
  readonly plan: (item: Item, signal: AbortSignal) => Observable<PlanEvent>;
}

/** What a planned run says. */
export type PlanEvent =
  | { readonly type: 'operation'; readonly outcome: Outcome }
  | { readonly type: 'summary'; readonly summary: z.infer<typeof summary> }
  | { readonly type: 'notice' | 'progress' };

const named = z.object({ name: z.string() });
const pathQuery = z.object({
  path: z.string().max(4_096).describe('Relative to the roots, as other answers show it'),
  encoding: z.literal('escaped').optional(),
});

/** What there is to know of an item, and what can be repaired. */
export function questionRoutes(options: QuestionOptions): readonly Route[] {
  const { operator, resolve, stateDirectory, onResolved, onSettled } = options;
  const itemOf = (name: string): Promise<Item> => resolve(requireItem(operator, name));
  const how = ({ signal }: Asked): ItemOptions => ({ stateDirectory, signal });

  return [
    route({
      method: 'GET',
      path: '/items/{name}/why',
      summary: 'Why a path is as it is, and what the next run does about it',
      access: 'read',
      params: named,
      query: pathQuery,
      reply: facts,
      handle: async ({ params: { name }, query }, asked) => {
        const path = readShownPath(query.path, query.encoding);
        const explanation = await explain(await itemOf(name), path, how(asked));
        if (explanation === undefined)
          throw new HttpError(404, 'path', 'Neither side nor the journal knows of that path.');
        return { body: explanationFacts(explanation) };
      },
    }),
    ...conflictRoutes({ operator, itemOf, how, onResolved }),
    route({
      method: 'GET',
      path: '/items/{name}/holds',
      summary: 'Deletes that wait for approval, each with its proof',
      access: 'read',
      params: named,
      reply: z.array(facts),
      handle: async ({ params: { name } }) => {
        const holds = [];
        for await (const hold of listHolds({ stateDirectory }, await itemOf(name))) {
          const paths = hold.paths.slice(0, MOST_LISTED).map((held) => heldFacts(hold.id, held));
          holds.push({ ...holdFacts(hold), paths });
        }
        return { body: holds };
      },
    }),
    route({
      method: 'POST',
      path: '/holds/{id}/{action}',
      summary:
        'Approve a hold, so that the next run carries it out; or drop it, so that the next run decides anew',
      access: 'write',
      params: z.object({ id: z.string(), action: z.enum(['approve', 'drop']) }),
      reply: facts,
      handle: async ({ params: { id, action } }, { signal }) => {
        const work = action === 'approve' ? approveHold : dropHold;
        const owner = operator.items.find((item) => isHoldOf(withoutSecrets(item), id));
        const act = async (): ReturnType<typeof work> => {
          const settled = await work(id, { stateDirectory });
          if (owner !== undefined) onSettled(owner.name, action === 'approve');
          return settled;
        };
        const hold = await (owner === undefined ? act() : operator.whileAtRest(owner.name, act, signal));
        return { body: { ...holdFacts(hold), approved: action === 'approve' } };
      },
    }),
    route({
      method: 'GET',
      path: '/items/{name}/trash',
      summary: 'What its runs replaced or deleted, and is kept',
      access: 'read',
      params: named,
      reply: listed,
      handle: async ({ params: { name } }, asked) => {
        const list = createList();
        await listTrash(await itemOf(name), how(asked), (kept) => list.add(() => keptFacts(kept)));
        return { body: list.answer() };
      },
    }),
    route({
      method: 'POST',
      path: '/items/{name}/trash/restore',
      summary: 'Bring one version back under its name, or another',
      access: 'write',
      params: named,
      body: z.strictObject({
        run: z.string(),
        path: z.string(),
        side: z.enum(['source', 'destination']).optional(),
        to: z.string().optional(),
      }),
      reply: restored,
      handle: async ({ params: { name }, body: { to, ...rest } }, asked) => {
        const request = { ...rest, to: to === undefined ? undefined : pathFromText(to) };
        const item = await itemOf(name);
        const work = () => restoreFromTrash(item, request, how(asked));
        const result = await operator.whileAtRest(name, work, asked.signal);
        return { body: { run: result.run, restored: result.restored.map(restoredFacts) } };
      },
    }),
    route({
      method: 'POST',
      path: '/items/{name}/trash/undo',
      summary: 'Bring back everything that a run replaced or deleted',
      access: 'write',
      params: named,
      body: z.strictObject({ run: z.string() }),
      reply: restored,
      handle: async ({ params: { name }, body: { run } }, asked) => {
        const item = await itemOf(name);
        const work = () => undoRun(item, run, how(asked));
        const result = await operator.whileAtRest(name, work, asked.signal);
        return { body: { run: result.run, restored: result.restored.map(restoredFacts) } };
      },
    }),
    route({
      method: 'POST',
      path: '/items/{name}/plan',
      summary: 'What a run would do now; nothing is written',
      access: 'read',
      params: named,
      reply: planned,
      handle: async ({ params: { name } }, { signal }) => ({
        body: await planOf(options.plan(await itemOf(name), signal), MOST_LISTED),
      }),
    }),
  ];
}

const restored = z.object({ run: z.string(), restored: z.array(facts) });
