import type { ProbeReport } from '@syncline/engine';
import type { Item, Side } from '@syncline/model';
import { describeSchedule, nextRuns } from '@syncline/scheduler';
import { z } from 'zod';
import { isoTime } from '../../api/to-shapes.js';
import { timezoneSchema } from '../../config/item-schema.js';
import { zoneOf } from '../../config/item-times.js';
import { scheduleSchema, toSchedule } from '../../config/schedule-schema.js';
import { probeFacts } from '../../facts.js';
import type { Route } from '../route.js';
import { route } from '../route.js';
import type { BrowseOptions } from './browse.js';
import { browseRoute } from './browse.js';
import { draftBody, sideName } from './draft.js';
import type { IgnoreOptions } from './ignore.js';
import { ignoreRoutes } from './ignore.js';
import { planned, planOf } from './plan.js';
import type { QuestionOptions } from './questions.js';

export interface ToolOptions extends Pick<QuestionOptions, 'plan'>, BrowseOptions, IgnoreOptions {
  /** Tries a side: by writing, too, where the item would write. */
  readonly probe: (item: Item, side: Side, signal: AbortSignal) => Promise<ProbeReport>;
  /** The configuration's, for schedules that name none. */
  readonly timezone: () => string | undefined;
}

const SHOWN_RUNS = 5;
const MOST_LINES = 5_000;

/** What the dialog needs while an item is being written: nothing of it changes anything. */
export function toolRoutes(options: ToolOptions): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/draft/probe',
      summary:
        'What one side of an item that is being written can do; where the item would write, tried in a folder that is removed again',
      access: 'write',
      body: draftBody.extend({ side: sideName }),
      reply: z.record(z.string(), z.unknown()),
      handle: async ({ body: { side, ...draft } }, { signal }) => {
        return { body: probeFacts(await options.probe(await options.draft(draft), side, signal)) };
      },
    }),
    route({
      method: 'POST',
      path: '/draft/plan',
      summary: 'What the first run of an item that is being written would do; nothing is written',
      access: 'write',
      body: draftBody,
      reply: planned,
      handle: async ({ body }, { signal }) => ({
        body: await planOf(options.plan(await options.draft(body), signal), MOST_LINES),
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
        const zone = zoneOf({ timezone }, { timezone: options.timezone() });
        const all = schedules.map(toSchedule);
        const next = nextRuns(all, zone, Date.now(), SHOWN_RUNS).map(isoTime);
        return { body: { words: all.map(describeSchedule), next, timezone: zone.name } };
      },
    }),
    ...ignoreRoutes(options),
    browseRoute(options),
  ];
}
