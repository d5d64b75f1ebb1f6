/** One `operation` line of `--json`. */
export interface OperationLine {
  readonly type: 'operation';
  readonly op: (typeof OPS)[number];
  readonly side: 'source' | 'destination';
  readonly path: string;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly from?: string;
  readonly bytes?: number;
  readonly reason?: string;
  readonly code?: string;
  readonly encoding?: 'escaped';
}

/** The `summary` line of `--json`. */
export type SummaryLine = { readonly [key in (typeof COUNTS)[number]]: number } & {
  readonly type: 'summary';
  readonly reason?: string;
};

export interface Report {
  readonly operations: readonly OperationLine[];
  readonly summary: SummaryLine;
}

const OPS = ['copy', 'update', 'delete', 'mkdir', 'rmdir', 'move', 'conflict', 'skip'] as const;
const OUTCOMES = ['planned', 'applied', 'stale', 'failed', 'held'] as const;
const OPERATION_KEYS = [
  'type',
  'op',
  'side',
  'path',
  'outcome',
  'from',
  'bytes',
  'reason',
  'code',
  'encoding',
];
const COUNTS = [
  'exit',
  'copied',
  'updated',
  'deleted',
  'moved',
  'made',
  'removed',
  'conflicts',
  'skipped',
  'failed',
  'held',
  'bytes',
  'scanned',
  'seconds',
] as const;
const COUNTED = {
  copied: 'copy',
  updated: 'update',
  deleted: 'delete',
  moved: 'move',
  made: 'mkdir',
  removed: 'rmdir',
  conflicts: 'conflict',
  skipped: 'skip',
} as const;

/** Reads what `--json` wrote, as strictly as SPEC §8 states it; throws on the first thing that is not as it should be. */
export function readReport(stdout: string, dryRun: boolean): Report {
  if (!stdout.endsWith('\n'))
    throw new Error(`the last line is not whole: ${JSON.stringify(stdout.slice(-200))}`);
  const lines = stdout.slice(0, -1).split('\n').map(readLine);
  const last = lines.pop();
  const operations = lines.map(requireOperation);
  const summary = requireSummary(last);
  requireCounts(operations, summary, dryRun);
  return { operations, summary };
}

type Fields = Readonly<Record<string, unknown>>;

function readLine(line: string): Fields {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`no object: ${line}`);
  return value as Fields;
}

function requireOperation(line: Fields): OperationLine {
  const wrong = (why: string): Error => new Error(`${why}: ${JSON.stringify(line)}`);
  if (line.type !== 'operation') throw wrong('no operation');
  for (const key of Object.keys(line)) if (!OPERATION_KEYS.includes(key)) throw wrong(`unknown key ${key}`);
  const { op, side, path, outcome, from, bytes, code, encoding } = line as unknown as OperationLine;
  if (!OPS.includes(op)) throw wrong('unknown op');
  if (!OUTCOMES.includes(outcome)) throw wrong('unknown outcome');
  if (side !== 'source' && side !== 'destination') throw wrong('unknown side');
  if (typeof path !== 'string' || path.startsWith('/') || path.endsWith('/'))
    throw wrong('path not relative');
  if ((op === 'move' || op === 'conflict') !== (typeof from === 'string'))
    throw wrong('from belongs to moves');
  if (bytes !== undefined && !Number.isInteger(bytes)) throw wrong('bytes is no number');
  if ((op === 'copy' || op === 'update') && bytes === undefined) throw wrong('bytes missing');
  if (op !== 'copy' && op !== 'update' && op !== 'conflict' && (bytes ?? 0) !== 0)
    throw wrong('bytes of what writes none');
  if ((outcome === 'failed' || op === 'skip') && typeof code !== 'string') throw wrong('code missing');
  if (encoding !== undefined && encoding !== 'escaped') throw wrong('unknown encoding');
  return line as unknown as OperationLine;
}

function requireSummary(line: Fields | undefined): SummaryLine {
  const wrong = (why: string): Error => new Error(`${why}: ${JSON.stringify(line)}`);
  if (line?.type !== 'summary') throw wrong('the last line is no summary');
  for (const key of COUNTS) if (typeof line[key] !== 'number') throw wrong(`${key} is no number`);
  for (const key of Object.keys(line)) {
    if (key !== 'type' && key !== 'reason' && !COUNTS.some((count) => count === key))
      throw wrong(`unknown key ${key}`);
  }
  return line as unknown as SummaryLine;
}

function requireEqual(what: string, expected: number, found: number): void {
  if (expected !== found) throw new Error(`the lines make ${what} ${expected}, the summary says ${found}`);
}

function requireCounts(operations: readonly OperationLine[], summary: SummaryLine, dryRun: boolean): void {
  const done = operations.filter(({ outcome }) => outcome === (dryRun ? 'planned' : 'applied'));
  for (const [count, op] of Object.entries(COUNTED)) {
    requireEqual(count, done.filter((line) => line.op === op).length, summary[count as keyof typeof COUNTED]);
  }
  requireEqual(
    'bytes',
    done.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    summary.bytes,
  );
  requireEqual(
    'failed',
    operations.filter(({ outcome }) => outcome === 'failed' || outcome === 'stale').length,
    summary.failed,
  );
  requireEqual(
    'held',
    operations.filter(({ op, outcome }) => outcome === 'held' && op === 'delete').length,
    summary.held,
  );
  if (dryRun && operations.some(({ outcome }) => outcome === 'applied'))
    throw new Error('a dry run applied something');
}

/**
 * The operations as short lines, sorted: `copy a`, `update a time`, `move a -> b`, `held delete a`. The reason stands
 * where SPEC names it (time, mode), the outcome where it is not as wished.
 */
export function shortLines({ operations }: Report): string[] {
  return operations.map(shortLine).sort();
}

function shortLine({ op, path, outcome, from, reason }: OperationLine): string {
  const words: string[] = outcome === 'applied' || outcome === 'planned' ? [op] : [outcome, op];
  words.push(from === undefined ? path : `${from} -> ${path}`);
  if (op === 'update' && (reason === 'time' || reason === 'mode')) words.push(reason);
  return words.join(' ');
}

/** The lines of one row, where many rows share a run in folders of their own, as if the folder were the root. */
export function linesBelow(lines: readonly string[], folderName: string): string[] {
  return lines
    .filter((line) => line.includes(`${folderName}/`))
    .map((line) => line.replaceAll(`${folderName}/`, ''));
}
