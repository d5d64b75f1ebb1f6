import type { Row } from '@syncline/model';
import type { Journal } from '../src/index.js';
import { fileRow, path } from './rows.js';

/** Rows that one commit of the sequence writes. */
const ROWS = 40;
/** Commits after which the sequence writes the same paths again. */
const ROUND = 25;

const counter = path('counter');

/**
 * The next commit of a sequence in which every row tells which commit wrote it: what is found after a crash
 * can be compared with what must be there after commit n. Returns n.
 */
export async function commitNext(journal: Journal): Promise<number> {
  const last = lastCommit(journal);
  const next = last + 1;
  const rows = Array.from({ length: ROWS }, (_, k) => {
    const before = next - ROUND;
    const previous = before > 0 ? rowOf(before, k) : undefined;
    return { path: path(`d${k % 3}/f-${next % ROUND}-${k}`), row: rowOf(next, k), previous };
  });
  const previous = last === 0 ? undefined : fileRow(String(last), last);
  await journal.commit([...rows, { path: counter, row: fileRow(String(next), next), previous }]);
  return next;
}

/** The commit of the sequence that the journal ends with; 0: none. */
export function lastCommit(journal: Journal): number {
  const row = journal.get(counter);
  return row === undefined || row.kind === 'directory' ? 0 : row.size;
}

/** Whether the journal holds exactly what the commits up to its last one wrote. */
export async function isPrefix(journal: Journal): Promise<boolean> {
  const last = lastCommit(journal);
  const expected = new Map<string, Row>();
  for (let n = Math.max(1, last - ROUND + 1); n <= last; n += 1) {
    for (let k = 0; k < ROWS; k += 1) expected.set(`d${k % 3}/f-${n % ROUND}-${k}`, rowOf(n, k));
  }
  let found = 0;
  for (const directory of ['d0', 'd1', 'd2']) {
    for (const { name, row } of await journal.children(path(directory))) {
      if (JSON.stringify(row) !== JSON.stringify(expected.get(`${directory}/${name}`))) return false;
      found += 1;
    }
  }
  await journal.verify();
  return found === expected.size && journal.rowCount === found + (last > 0 ? 1 : 0);
}

function rowOf(commit: number, k: number): Row {
  // Some rows are long, so that records of the log run over its blocks.
  return fileRow(`${commit}-${k}-${'x'.repeat((commit * k) % 700)}`);
}
