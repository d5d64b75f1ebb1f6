import { z } from 'zod';

/** Shapes of runs, as the API answers them. Times are ISO 8601, UTC; paths as on the command line (SPEC §8). */

export const side = z.enum(['source', 'destination']);

export const operation = z.enum(['copy', 'update', 'delete', 'mkdir', 'rmdir', 'move', 'conflict', 'skip']);

export const outcomeName = z.enum(['planned', 'applied', 'stale', 'failed', 'held']);

const count = z.number().int().min(0);

export const counts = z.object({
  copied: count,
  updated: count,
  deleted: count,
  moved: count,
  made: count,
  removed: count,
  conflicts: count,
  skipped: count,
  failed: count,
  held: count,
  bytes: count.describe('Content written to a side'),
  scanned: count.describe('Entries looked at'),
});

export const summary = counts.extend({
  exit: z.number().int().describe('As the exit code of the command line'),
  seconds: z.number(),
  reason: z.string().optional().describe('Why it was refused or ended early'),
});

export const trigger = z.enum(['manual', 'schedule', 'catch-up', 'live', 'start', 'retry']);

export const run = z.object({
  number: count.describe('Tells the runs of an item apart'),
  item: z.string(),
  trigger,
  started: z.string(),
  ended: z.string().optional(),
  state: z.enum(['running', 'ended', 'lost']).describe('lost: its process was ended'),
  summary: summary.optional(),
  kept: count.describe('Operations that can be asked for'),
  dropped: count.describe('Operations beyond what is kept'),
});

/** A path; with `encoding`, bytes that are not UTF-8 are `\xNN` in it. */
export const shownPath = z.object({ path: z.string(), encoding: z.literal('escaped').optional() });

export const line = shownPath.extend({
  sequence: count,
  op: operation,
  side,
  outcome: outcomeName,
  from: z.string().optional().describe('Moves: the old path; conflicts: the conflict name'),
  bytes: count,
  reason: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
});

export const progress = z.object({
  phase: z.enum(['connecting', 'copying', 'deleting', 'finishing']),
  scanned: count,
  files: count,
  bytes: count,
  directoriesDone: count,
  directoriesPending: count,
  seconds: z.number(),
  filesFound: count.describe('To be written, as far as found; those that are written are among them'),
  bytesFound: count.describe('Of these; those on the way are among them'),
  allFound: z.boolean().describe('Nothing more is to be found: these are the totals'),
  expectedEntries: count
    .optional()
    .describe('What scanned will come to, by what was known at the start; not at a first run'),
  current: z.string().optional(),
});

export const notice = z.object({
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  code: z.string().optional(),
  side: side.optional(),
});

export type RunShape = z.infer<typeof run>;
export type LineShape = z.infer<typeof line>;
export type ProgressShape = z.infer<typeof progress>;
