import { z } from 'zod';

import { httpSchema } from './http-schema.js';
import { notifySchema } from './notify-schema.js';
import { itemSchema, timezoneSchema } from './item-schema.js';
import { wholeNumber, word } from './text-schema.js';

const MOST_RUNS_AT_ONCE = 64;

/** The whole configuration file: the one source of the validator, the JSON Schema and the types. */
export const configSchema = z
  .strictObject({
    timezone: timezoneSchema.optional(),
    concurrency: wholeNumber('Items that run at the same time (2)', 1, MOST_RUNS_AT_ONCE).optional(),
    permissions: word('What happens when others may read a file with secrets (warn)', [
      'warn',
      'refuse',
    ]).optional(),
    http: httpSchema.optional(),
    notify: notifySchema.optional(),
    items: z.array(itemSchema).meta({ description: 'The synchronizations' }).optional(),
  })
  .meta({ title: 'Syncline configuration' });

export type ConfigDocument = z.infer<typeof configSchema>;

/** JSON Schema (draft 2020-12) of the configuration file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { io: 'input' });
}
