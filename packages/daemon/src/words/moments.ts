const MS_PER_SECOND = 1_000;

/** `2026-11-22 21:12:03 UTC`. */
export function moment(ms: number): string {
  const text = iso(ms);
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}

/** ISO 8601, to the second: what JSON readers get. */
export function iso(ms: number): string {
  return new Date(Math.floor(ms / MS_PER_SECOND) * MS_PER_SECOND).toISOString().replace('.000Z', 'Z');
}
