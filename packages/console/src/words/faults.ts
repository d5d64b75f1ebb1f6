import { asSentence } from './sentences.ts';

/** One thing that is wrong with what was sent, by the key that it is about, as the daemon tells it. */
export interface Fault {
  readonly key: string;
  readonly message: string;
}

const LABELS: Readonly<Record<string, string>> = {
  name: 'Name',
  description: 'Description',
  group: 'Group',
  logFile: 'Log File',
  mode: 'Synchronization',
  recursive: 'Recursive',
  source: 'Source',
  destination: 'Destination',
  type: 'Type',
  path: 'Directory',
  directory: 'Directory',
  url: 'Address',
  server: 'Server',
  port: 'Port',
  tls: 'Encryption',
  username: 'Username',
  password: 'Password',
  privateKey: 'Private key',
  fingerprint: 'Fingerprint',
  ignore: 'Ignore List',
  fileCheck: 'File Check',
  schedule: 'Schedule',
  days: 'Days of week',
  daysOfMonth: 'Days of month',
  at: 'Once at',
  every: 'Every',
  between: 'Only between',
  timezone: 'Time zone',
  catchUp: 'Catch up',
  live: 'Live',
  settle: 'Settle',
  auditEvery: 'Compare everything every',
  pollEvery: 'Look at remote sides every',
  conflict: 'In a conflict',
  compare: 'Files differ by',
  keepDays: 'Keep for days',
  maxDelete: 'Hold deletes above',
  connections: 'Connections',
  bandwidth: 'Bandwidth',
  timeout: 'Timeout',
  retries: 'Retries',
};

/** What holds other fields without being one that is shown. */
const UNSEEN = new Set(['limits', 'trash']);

/** `source.ignore.1` of `items[3].source.ignore[1]` and of `item.source.ignore[1]`; empty for the item as a whole. */
export function pathOf({ key }: Fault): string {
  const path = key
    .replace(/^item(?:s\[\d+\])?(?:\.|$)/, '')
    .replace(/^schedules\b/, 'schedule')
    .replaceAll(/\[(\d+)\]/g, '.$1');
  // One schedule alone is no list.
  return path.replace(/^schedule(?=\.[a-z])/, 'schedule.0');
}

/** `Source, Ignore List`; what no field shows has its key. */
export function labelOf(path: string): string {
  const parts = path === '' ? [] : path.split('.');
  const words = parts.flatMap((part, index) => {
    if (UNSEEN.has(part)) return [];
    if (!/^\d+$/.test(part)) return [LABELS[part] ?? part];
    // A complaint about a pattern has the pattern in it.
    return parts[index - 1] === 'ignore' ? [] : [`${Number(part) + 1}`];
  });
  return words.join(', ').replace(/^Schedule, (\d+)/, 'Schedule $1');
}

/** Complaints go on where the key stands: `is not a number`. */
const GOES_ON = /^(?:is|are|has|holds|lies|says|needs|must|stands|writes|can|cannot)\b/;

/** A complaint as a sentence of its own, as it stands below a field. */
export function sentenceOf(message: string): string {
  return GOES_ON.test(message) ? `It ${message}` : asSentence(message);
}

/** With the name of the field before it. */
export function faultText(fault: Fault): string {
  const label = labelOf(pathOf(fault));
  return label === '' ? sentenceOf(fault.message) : `${label}: ${sentenceOf(fault.message)}`;
}
