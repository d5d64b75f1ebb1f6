/** Days of the week in the order of ISO 8601. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Minutes since midnight on the clock of a time zone, 0 to 1440 (the end of the day). */
export type MinuteOfDay = number;

export const MINUTES_PER_DAY = 1_440;

/** On which days a schedule is in force. A day that a month does not have is left out in that month. */
export type Days =
  | { readonly of: 'week'; readonly days: readonly Weekday[] }
  | { readonly of: 'month'; readonly days: readonly number[] };

/** When on such a day. */
export type Frequency =
  | { readonly kind: 'once'; readonly at: MinuteOfDay }
  | {
      readonly kind: 'every';
      readonly minutes: number;
      /** Undefined: the whole day. Not after `from`: the window ends on the next day. Both ends count. */
      readonly between?: { readonly from: MinuteOfDay; readonly to: MinuteOfDay } | undefined;
    };

/** One schedule of an item (SPEC §5). An item may have several: the union counts. */
export interface Schedule {
  readonly days: Days;
  readonly frequency: Frequency;
  /** Kept, and not in force. */
  readonly disabled: boolean;
}

export const EVERY_DAY: Days = { of: 'week', days: WEEKDAYS };
