import { z } from 'zod';
import { progress, run } from './run-shapes.js';

/**
 * How an item stands: `running` a run goes on · `live` it follows its sides · `waiting` for its turn · `in-sync` the last
 * run left both sides in step · `held` deletes wait for approval · `approved` they wait for the next run, which carries them
 * out · `partial` some paths could not be done · `failed` the last run was refused, or a side could not be reached ·
 * `overdue` no success at three scheduled times in a row · `new` it never ran.
 */
export const itemState = z.enum([
  'running',
  'live',
  'waiting',
  'in-sync',
  'held',
  'approved',
  'partial',
  'failed',
  'overdue',
  'new',
]);

const itemStatus = z.object({
  name: z.string(),
  description: z.string(),
  group: z.string().optional(),
  mode: z.enum(['simple', 'clone', 'two-way']),
  source: z.string().describe('Its address, without secrets'),
  destination: z.string(),
  state: itemState,
  reason: z.string().optional().describe('Why it is in this state, for people'),
  lastRun: run.optional(),
  lastSuccess: z.string().optional(),
  running: z.object({ run, progress: progress.optional() }).optional(),
  nextRuns: z.array(z.string()).describe('The next five by its schedules'),
  schedule: z.array(z.string()).describe('Its schedules in words'),
  timezone: z.string().describe('Of the times in those words'),
  retryAt: z
    .string()
    .optional()
    .describe('When it is tried again after an endpoint failed, or another process had it'),
  live: z
    .object({
      recoveryPointAgeSeconds: z.number().describe('How old the oldest change is that is not carried yet'),
      phase: z.enum(['opening', 'following', 'waiting']).describe('waiting: a side is away'),
      pending: z.number().int().describe('Places that are to be looked at'),
      polling: z.boolean().describe('A side cannot be watched, and is looked at every so often'),
      missed: z.number().int().describe('Changes that the watch did not tell and an audit found'),
      progress: progress.optional().describe('Of the pass that goes on'),
    })
    .optional(),
  holds: z.number().int().describe('Deletes that wait for approval'),
  conflicts: z.number().int().describe('Conflicts that nobody has decided about, as last counted'),
  hasLog: z.boolean(),
});

const groupStatus = z.object({
  name: z.string(),
  items: z.array(z.string()),
  state: itemState.describe('The state of its worst item'),
});

export const daemonStatus = z.object({
  version: z.string(),
  started: z.string(),
  config: z.object({
    file: z.string(),
    problems: z.array(z.string()).describe('Of an edit that was refused'),
    needsRestart: z.string().optional().describe('What was changed and waits for a new start of the daemon'),
  }),
  items: z.array(itemStatus),
  groups: z.array(groupStatus),
});

export type ItemState = z.infer<typeof itemState>;
export type ItemStatus = z.infer<typeof itemStatus>;
export type GroupStatus = z.infer<typeof groupStatus>;
export type DaemonStatus = z.infer<typeof daemonStatus>;
