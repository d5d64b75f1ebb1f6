const MS_PER_SECOND = 1_000;

/** `2026-11-22 21:12:03 UTC`. */
export function moment(ms: number): string {
  const text = iso(ms);
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}

const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/;

/** The moment that a line of a log begins with, as `moment` writes it, which sorts as text; undefined: it begins with none. */
export function momentOf(line: string): string | undefined {
  return MOMENT.exec(line)?.[0];
}

/** ISO 8601, to the second: what JSON readers get. */
export function iso(ms: number): string {
  return new Date(Math.floor(ms / MS_PER_SECOND) * MS_PER_SECOND).toISOString().replace('.000Z', 'Z');
}
