import type { Zone } from '@syncline/daemon/config';

export const UTC: Pick<Zone, 'offsetAt'> = { offsetAt: () => 0 };

/**
 * Times on the clocks of a zone in one line, in minutes, each with so much of its date as the one before does not tell:
 * `2026-12-31 23:45, 2027-01-01 00:00, 00:15, 01-02 23:45`. Five fit into 80 columns.
 */
export function timesInLine(timesMs: readonly number[], zone: Pick<Zone, 'offsetAt'>): string {
  const times = timesMs.map((ms) =>
    new Date(ms + zone.offsetAt(ms)).toISOString().slice(0, MINUTE_END).replace('T', ' '),
  );
  return times.map((time, index) => untold(time, times[index - 1] ?? '')).join(', ');
}

function untold(time: string, before: string): string {
  const told = [DATE_END, YEAR_END].find((end) => time.slice(0, end) === before.slice(0, end));
  return time.slice(told ?? 0);
}

const MINUTE_END = 'YYYY-MM-DD HH:MM'.length;
const DATE_END = 'YYYY-MM-DD '.length;
const YEAR_END = 'YYYY-'.length;
