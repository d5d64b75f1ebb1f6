import type { Survey, SurveyOptions } from '@syncline/engine';
import type { Item, Side } from '@syncline/model';
import { z } from 'zod';
import { surveyFacts } from '../../facts.js';
import type { Route } from '../route.js';
import { route } from '../route.js';
import type { ReadDraft } from './draft.js';
import { draftBody, sideName } from './draft.js';
import { tryPatterns } from './try-patterns.js';

export interface IgnoreOptions {
  readonly draft: ReadDraft;
  /** Looks at one side of an item and writes nothing. */
  readonly survey: (
    item: Item,
    side: Side,
    options: Omit<SurveyOptions, 'stateDirectory'>,
  ) => Promise<Survey>;
}

/** What a page can show and a person can read through. */
const MOST_ENTRIES = 3_000;
/** Whoever types a pattern waits for the answer. */
const MOST_MS = 10_000;

/** Which names the ignore lists of an item that is being written leave out. */
export function ignoreRoutes({ draft, survey }: IgnoreOptions): readonly Route[] {
  return [
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
      handle: async ({ body }, { signal }) => ({
        body: await tryPatterns(body.patterns, body.paths, { mostMs: MOST_MS, signal }),
      }),
    }),
    route({
      method: 'POST',
      path: '/draft/entries',
      summary:
        'What is on one side of an item that is being written now, up to some thousand entries: which take part, and what leaves the others out',
      access: 'write',
      body: draftBody.extend({ side: sideName }),
      reply: entries,
      handle: async ({ body: { side, ...written } }, { signal }) => {
        const bounds = { maxEntries: MOST_ENTRIES, maxMs: MOST_MS, signal };
        return { body: surveyFacts(await survey(await draft(written), side, bounds)) };
      },
    }),
  ];
}

const shownPath = z.object({ path: z.string(), encoding: z.literal('escaped').optional() });

const entries = z.object({
  address: z.string(),
  root: z.string().describe('What stands at the root: directory, absent or not-directory'),
  entries: z.array(
    shownPath.extend({
      kind: z.enum(['file', 'directory', 'link', 'unknown']),
      exclusion: z
        .object({ because: z.string(), pattern: z.string().optional(), side: sideName.optional() })
        .nullable()
        .describe('What leaves it out; null: it takes part. Nothing below what is left out is listed'),
    }),
  ),
  found: z
    .number()
    .int()
    .describe('Entries of the folders that were listed; some may not be among the entries'),
  endedBy: z.enum(['entries', 'time']).nullable().describe('What ended the look before all was listed'),
  unlisted: z.array(shownPath.extend({ because: z.string() })),
  hidesDotNames: z
    .boolean()
    .describe('Names that begin with a dot are not listed here, though they take part'),
});
