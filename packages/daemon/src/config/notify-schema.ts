import { z } from 'zod';
import { line, word } from './text-schema.js';

/** What people are told of. */
export const NOTIFY_EVENTS = ['failed', 'held', 'overdue', 'partial', 'recovered'] as const;
export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

const DEFAULT_EVENTS: readonly NotifyEvent[] = ['failed', 'held', 'overdue', 'recovered'];

/** Where people are told of what needs them. */
export const notifySchema = z
  .strictObject({
    on: z
      .array(word('failed, held, overdue, partial (some paths could not be done), recovered', NOTIFY_EVENTS))
      .meta({ description: 'What is told ([failed, held, overdue, recovered])' })
      .optional(),
    webhook: line('URL that gets a POST with JSON', 'https://hooks.example.org/syncline')
      .refine(isHttpUrl, { error: 'is not an http:// or https:// URL' })
      .optional(),
    command: z
      .array(line('Program, then its arguments', '/usr/local/bin/page-me'))
      .min(1, { error: 'is empty: name a program' })
      .meta({
        description:
          'Program that gets the same JSON on standard input, and SYNCLINE_EVENT and SYNCLINE_ITEM',
      })
      .optional(),
  })
  .meta({ description: 'Who is told when an item needs somebody' });

export type NotifyDocument = z.infer<typeof notifySchema>;

/** The same, defaults filled in; undefined where nobody is to be told. */
export interface NotifySettings {
  readonly on: ReadonlySet<NotifyEvent>;
  readonly webhook: string | undefined;
  readonly command: readonly string[] | undefined;
}

export function toNotify(document: NotifyDocument | undefined): NotifySettings | undefined {
  if (document?.webhook === undefined && document?.command === undefined) return undefined;
  const { on = DEFAULT_EVENTS, webhook, command } = document;
  return { on: new Set(on), webhook, command };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
