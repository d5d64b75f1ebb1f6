import type { Outcome } from '@syncline/model';
import { showPath } from '@syncline/model';
import type { RunHistory } from '@syncline/state';
import { z } from 'zod';
import { line, operation, outcomeName, run } from '../../api/run-shapes.js';
import { lineShape, runShape } from '../../api/to-shapes.js';
import type { LiveDesk } from '../../runs/live-desk.js';
import type { RunDesk } from '../../runs/run-desk.js';
import { HttpError } from '../errors.js';
import type { Route } from '../route.js';
import { route } from '../route.js';

export interface RunRoutesOptions {
  readonly history: RunHistory;
  readonly desk: RunDesk;
  readonly liveDesk: LiveDesk;
}

const MOST_AT_ONCE = 1_000;
const number = z.coerce.number().int().min(0);
const limit = number.max(MOST_AT_ONCE).default(100);
const item = z.object({ name: z.string() });
const oneRun = z.object({ name: z.string(), number });

/** What the runs of items came to. */
export function runRoutes({ history, desk, liveDesk }: RunRoutesOptions): readonly Route[] {
  const isRunning = (name: string, of: number): boolean =>
    desk.active.get(name)?.record.number === of || liveDesk.followed.get(name)?.run?.number === of;
  return [
    route({
      method: 'GET',
      path: '/items/{name}/runs',
      summary: 'Its latest runs, latest first',
      access: 'read',
      params: item,
      query: z.object({ limit, before: number.optional().describe('Those before the run of this number') }),
      reply: z.array(run),
      handle: async ({ params: { name }, query }) => {
        const records = await history.runs(name, query.limit, query.before);
        return { body: records.map((record) => runShape(record, isRunning(name, record.number))) };
      },
    }),
    route({
      method: 'GET',
      path: '/items/{name}/runs/{number}',
      summary: 'One run',
      access: 'read',
      params: oneRun,
      reply: run,
      handle: async ({ params }) => {
        const record = history.run(params.name, params.number);
        if (record === undefined)
          throw new HttpError(404, 'run', `${params.name} has no run ${params.number}.`);
        return { body: runShape(record, isRunning(params.name, params.number)) };
      },
    }),
    route({
      method: 'GET',
      path: '/items/{name}/runs/{number}/lines',
      summary: 'The operations of a run, in the order in which they turned out',
      access: 'read',
      params: oneRun,
      query: z.object({
        limit,
        after: number.optional().describe('Those after this sequence number'),
        op: operation.optional(),
        outcome: outcomeName.optional(),
        contains: z.string().max(500).optional().describe('Only paths that contain this text'),
      }),
      reply: z.array(line),
      handle: async ({ params, query }) => {
        const { after, limit: most } = query;
        const lines = await history.lines(params.name, params.number, {
          after,
          limit: most,
          matches: matcher(query),
        });
        return { body: lines.map(({ sequence, outcome }) => lineShape(sequence, outcome)) };
      },
    }),
  ];
}

interface LineQuery {
  readonly op?: Outcome['op'] | undefined;
  readonly outcome?: Outcome['outcome'] | undefined;
  readonly contains?: string | undefined;
}

function matcher({ op, outcome, contains }: LineQuery): (line: Outcome) => boolean {
  const text = contains?.toLowerCase();
  return (each) =>
    (op === undefined || each.op === op) &&
    (outcome === undefined || each.outcome === outcome) &&
    (text === undefined || showPath(each.path).path.toLowerCase().includes(text));
}
