import type { Item } from '@syncline/model';
import { z } from 'zod';
import { itemSchema } from '../../config/item-schema.js';

/** An item that is being written, as the dialog sends it. */
export const draftBody = z.strictObject({
  item: itemSchema,
  of: z
    .string()
    .max(64)
    .optional()
    .describe(
      'The configured item that is being edited or copied, whose passwords it has; by default its own name',
    ),
});

export const sideName = z.enum(['source', 'destination']);

/**
 * The item that a draft means, with its passwords: those typed in it, else those of the configured item, on sides that are the
 * same account still.
 */
export type ReadDraft = (draft: z.infer<typeof draftBody>) => Promise<Item>;
