import { readBandwidth, readDeleteLimit, readTimerDuration } from '@syncline/model';
import { zoneNamed } from '@syncline/scheduler';
import { z } from 'zod';

import { NAME, sideSchema } from './endpoint-schema.js';
import { scheduleSchema } from './schedule-schema.js';
import { flag, line, notation, wholeNumber, word } from './text-schema.js';

const MOST_CONNECTIONS = 64;
const MOST_RETRIES = 100;
/** One day: a connection without progress for longer is dead by any measure. */
const LONGEST_TIMEOUT_SECONDS = 86_400;
/** Ten years; more is "never", and written `off`. */
const LONGEST_KEEP_DAYS = 3_650;

export const timezoneSchema = notation(
  'Time zone of the schedules, by the IANA database',
  zoneNamed,
  'a time zone of the IANA database',
  'Europe/Prague',
);

const duration = (description: string, example: string) =>
  notation(
    description,
    readTimerDuration,
    'a duration above 0 with its unit (ms, s, min, h, d), up to 24d',
    example,
  );

const limits = z
  .strictObject({
    connections: wholeNumber(
      'Connections per server, shared by all items (8)',
      1,
      MOST_CONNECTIONS,
    ).optional(),
    bandwidth: z
      .union([
        notation('Bytes per second', readBandwidth, 'a rate in bytes per second', '10MiB/s'),
        wholeNumber('Bytes per second', 1, Number.MAX_SAFE_INTEGER),
      ])
      .meta({
        description:
          'Bytes per second over all transfers of the item; items on one server share the largest of theirs',
        examples: ['10MiB/s'],
      })
      .optional(),
    timeout: z
      .number()
      .refine((seconds) => seconds > 0 && seconds <= LONGEST_TIMEOUT_SECONDS, {
        error: `is not a number of seconds above 0, up to ${LONGEST_TIMEOUT_SECONDS}`,
      })
      .meta({ description: 'Seconds without progress on a connection before it is given up (30)' })
      .optional(),
    retries: wholeNumber(
      'Further tries per operation, each on a fresh connection (2)',
      0,
      MOST_RETRIES,
    ).optional(),
  })
  .meta({ description: 'What a run may use' });

/** One item, every field of SPEC §1. */
export const itemSchema = z
  .strictObject({
    name: z
      .string()
      .regex(NAME, { error: 'is not a name: letters, digits, . _ - (at most 64)' })
      .meta({ description: 'Unique name' }),
    description: z.string().meta({ description: 'Free text' }).optional(),
    group: line('Items of one group can be run together', 'mail').optional(),
    mode: word(
      'simple: copies and updates, never deletes; clone: the destination becomes an exact copy; two-way: changes on either side are carried to the other',
      ['simple', 'clone', 'two-way'],
    ).optional(),
    recursive: flag('Folders too (true)').optional(),
    source: sideSchema,
    destination: sideSchema,
    schedule: z.union([scheduleSchema, z.array(scheduleSchema)]).optional(),
    timezone: timezoneSchema.optional(),
    catchUp: flag('Run at the start what was missed while nothing ran (false)').optional(),
    live: flag('Carry changes as they happen (false)').optional(),
    settle: duration(
      'Live: how long a file must be unchanged before it is carried (100ms)',
      '100ms',
    ).optional(),
    auditEvery: duration('Live: how often everything is compared (1h)', '1h').optional(),
    pollEvery: duration('Live: how often a remote side is looked at (60s)', '60s').optional(),
    conflict: word('Two-way: who keeps the plain name in a conflict (newer)', [
      'newer',
      'source',
      'destination',
      'larger',
    ]).optional(),
    compare: word('What makes two files differ (size+mtime)', ['size+mtime', 'size', 'content']).optional(),
    trash: z
      .union([z.literal('off'), z.strictObject({ keepDays: wholeNumber('Days', 1, LONGEST_KEEP_DAYS) })])
      .meta({ description: 'How long replaced and deleted versions are kept: { keepDays: 30 }, or off' })
      .optional(),
    maxDelete: z
      .union([
        notation('Percentage', readDeleteLimit, 'a percentage from 0% to 100%', '30%'),
        z.number().refine((percent) => percent >= 0 && percent <= 100, {
          error: 'is not a percentage from 0 to 100',
        }),
      ])
      .meta({
        description: 'Hold deletes above this share of the known files (50 % and more than 10 files)',
        examples: ['30%'],
      })
      .optional(),
    limits: limits.optional(),
    logFile: line('Log of each run for people, appended to', '/var/log/syncline/mail.txt').optional(),
  })
  .meta({ description: 'One synchronization' });

export type ItemDocument = z.infer<typeof itemSchema>;
