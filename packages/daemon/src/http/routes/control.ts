import type { Observable } from 'rxjs';
import { filter } from 'rxjs';
import { z } from 'zod';
import { daemonStatus } from '../../api/item-shapes.js';
import type { DaemonStatus } from '../../api/item-shapes.js';
import { withoutUndefined } from '../../api/to-shapes.js';
import { readLog } from '../../logs/read-log.js';
import type { Operator } from '../../runs/operator.js';
import { HttpError } from '../errors.js';
import type { ServerEvent } from '../event-stream.js';
import { EVENT_STREAM_TYPE } from '../event-stream.js';
import type { Route } from '../route.js';
import { route } from '../route.js';

export interface ControlOptions {
  readonly operator: Operator;
  readonly status: () => DaemonStatus;
  /** What happens, for those who follow it; of one item, or of all. */
  readonly follow: (items: readonly string[] | undefined) => Observable<ServerEvent>;
}

const MOST_LINES = 10_000;
const oneOrMore = z.union([z.string(), z.array(z.string())]);
const standing = z.enum(['running', 'waiting', 'combined']);
const started = z.array(z.object({ item: z.string(), standing }));
const runBody = z.strictObject({
  approveDeletes: z.boolean().default(false).describe('Carry out in this run what would be held'),
});

/** How everything stands, and the buttons: Sync Now and stop. */
export function controlRoutes({ operator, status, follow }: ControlOptions): readonly Route[] {
  const start = (names: readonly string[], approveDeletes: boolean): z.infer<typeof started> =>
    names.map((item) => ({ item, standing: operator.runNow(item, { approveDeletes }) }));

  const inGroup = (group: string): readonly string[] => {
    const names = operator.items.filter((item) => item.group === group).map(({ name }) => name);
    if (names.length === 0) throw new HttpError(404, 'group', `No item is in the group ${group}.`);
    return names;
  };

  return [
    route({
      method: 'GET',
      path: '/status',
      summary: 'How the daemon, its items and groups stand',
      access: 'read',
      reply: daemonStatus,
      handle: async () => ({ body: status() }),
    }),
    route({
      method: 'GET',
      path: '/events',
      summary:
        'What happens, as server-sent events: run-begun, line, notice, progress, run-ended, live, conflicts, log, config',
      access: 'read',
      query: z.object({
        item: oneOrMore.optional().describe('Only of these items'),
        event: oneOrMore.optional().describe('Only events of these names'),
      }),
      replyType: EVENT_STREAM_TYPE,
      handle: async ({ query: { item, event } }) => ({
        events: follow(item === undefined ? undefined : [item].flat()).pipe(onlyNamed(event)),
      }),
    }),
    route({
      method: 'POST',
      path: '/items/{name}/run',
      summary: 'Sync now',
      access: 'write',
      params: z.object({ name: z.string() }),
      body: runBody,
      reply: started,
      success: 202,
      handle: async ({ params: { name }, body }) => {
        requireItem(operator, name);
        return { body: start([name], body.approveDeletes) };
      },
    }),
    route({
      method: 'POST',
      path: '/groups/{name}/run',
      summary: 'Sync all items of a group now',
      access: 'write',
      params: z.object({ name: z.string() }),
      body: runBody,
      reply: started,
      success: 202,
      handle: async ({ params: { name }, body }) => ({
        body: start(inGroup(name), body.approveDeletes),
      }),
    }),
    route({
      method: 'POST',
      path: '/run',
      summary: 'Sync several items now, or all',
      access: 'write',
      body: runBody.extend({ items: z.array(z.string()).optional().describe('Default: all') }),
      reply: started,
      success: 202,
      handle: async ({ body: { items, approveDeletes } }) => {
        const names = items ?? operator.items.map(({ name }) => name);
        for (const name of names) requireItem(operator, name);
        return { body: start(names, approveDeletes) };
      },
    }),
    route({
      method: 'GET',
      path: '/items/{name}/log',
      summary: 'The last lines of its log file',
      access: 'read',
      params: z.object({ name: z.string() }),
      query: z.object({ lines: z.coerce.number().int().min(0).max(MOST_LINES).default(500) }),
      reply: z.object({
        file: z.string(),
        lines: z.array(z.string()).readonly(),
        trouble: z.string().optional().describe('Why it cannot be written, or read, now'),
      }),
      handle: async ({ params: { name }, query: { lines } }) => {
        const { logFile } = requireItem(operator, name);
        if (logFile === undefined)
          throw new HttpError(404, 'log', `${name} has no log file; “logFile” of the item names one.`);
        return { body: withoutUndefined({ file: logFile, ...(await readLog(logFile, lines)) }) };
      },
    }),
    route({
      method: 'POST',
      path: '/items/{name}/stop',
      summary: 'End its run gracefully',
      access: 'write',
      params: z.object({ name: z.string() }),
      reply: z.object({ stopped: z.boolean() }),
      handle: async ({ params: { name } }) => {
        requireItem(operator, name);
        return { body: { stopped: operator.stop(name) } };
      },
    }),
  ];
}

/** A page that shows how things stand has no use for each line of a run. */
function onlyNamed(names: string | readonly string[] | undefined) {
  const wanted = names === undefined ? undefined : new Set([names].flat());
  return filter(({ event }: ServerEvent) => wanted === undefined || wanted.has(event));
}

/** Throws 404 for an item that is not configured. */
export function requireItem(operator: Operator, name: string): NonNullable<ReturnType<Operator['item']>> {
  const item = operator.item(name);
  if (item === undefined) throw new HttpError(404, 'item', `There is no item ${name}.`);
  return item;
}
