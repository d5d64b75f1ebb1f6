/**
 * A run's id: `YYYYMMDD-HHMMSSmmm-<key>`, UTC. It sorts by time, dates the trash folder that carries it, and its key, of an item
 * and who runs it, tells whose temp files are whose: such runs never overlap, so a temp file with this key and another time
 * belongs to a run that has ended.
 */
export type RunId = string;

const RUN_ID = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(\d{3})-([a-z0-9]+)$/;

/** The id of a run that starts at that time (ms since the epoch, by which ids sort); `runKey`: lower-case letters and digits. */
export function makeRunId(startedAtMs: number, runKey: string): RunId {
  const digits = new Date(startedAtMs).toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 17)}-${runKey}`;
}

/** When a run started (milliseconds since the epoch) and whose it was, or undefined if this is no run id. */
export function parseRunId(
  id: string,
): { readonly startedAtMs: number; readonly runKey: string } | undefined {
  const match = RUN_ID.exec(id);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second, ms] = match.slice(1, 8).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { startedAtMs: Date.UTC(year, month - 1, day, hour, minute, second, ms), runKey: match[8]! };
}
