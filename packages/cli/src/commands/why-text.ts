import { formatBytes, moment, safePath, safeText } from '@syncline/daemon/words';
import type { ExplainedSide, Explanation, LastOutcome } from '@syncline/engine';
import type { Row } from '@syncline/model';
import { hasContent, pathFromBytes, SIDES, US_PER_MS } from '@syncline/model';

const LABEL_COLUMNS = 13;

/** An explanation as lines for people: the path, what is done about it, then what that follows from. */
export function* explanationLines(explanation: Explanation): Generator<string> {
  const { does, exclusions, hold, last, lastRunMs, path, pending, renamedFrom, row, rule } = explanation;
  yield `${safePath(path)}: ${safeText(does)}`;
  if (rule !== undefined) yield labelled('rule', rule);
  yield labelled('source', sideText(explanation.source));
  yield labelled('destination', sideText(explanation.destination));
  yield labelled('journal', rowText(row));
  if (lastRunMs !== undefined)
    yield labelled('', `the journal as a whole was last changed by the run of ${moment(lastRunMs)}`);
  for (const { path: at, because } of exclusions)
    yield labelled('left out', at === path ? because : `${safePath(at)}: ${because}`);
  for (const above of explanation.above) yield labelled('above', `${safePath(above.path)}/: ${above.does}`);
  if (renamedFrom !== undefined) {
    yield labelled(
      'rename',
      `the journal knows this file as ${safePath(renamedFrom)}: if it is there no more, it is renamed instead`,
    );
  }
  if (hold !== undefined)
    yield labelled('hold', `${hold.id}, ${hold.approved ? 'approved' : 'waits for approval'}: ${hold.proof}`);
  if (pending) yield labelled('when', 'at the next run');
  if (last !== undefined) yield* lastLines(last);
}

function* lastLines(last: LastOutcome): Generator<string> {
  const { atMs, run, rule, op, side, outcome, from, reason, message, source, destination } = last;
  const where = from === undefined ? '' : ` (${safePath(from)})`;
  const why = message ?? reason;
  yield labelled(
    'last outcome',
    `${op}${where} on the ${side}, ${outcome}, ${moment(atMs)}, run ${run}${why === undefined ? '' : `: ${why}`}`,
  );
  yield labelled('', `it followed from ${rule}`);
  const tokens = [
    ['source', source],
    ['destination', destination],
  ] as const;
  const told = tokens.flatMap(([name, version]) =>
    version?.token === undefined ? [] : [`${name} ${version.token}`],
  );
  if (told.length > 0) yield labelled('', `tokens then: ${told.join(', ')}`);
}

function labelled(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_COLUMNS)}${safeText(text)}`;
}

const STANDINGS = {
  same: 'unchanged',
  touched: 'touched, with the same content',
  changed: 'changed',
  ask: 'in doubt until its content is read',
} as const;

function sideText({ seen, standing, incomplete }: ExplainedSide): string {
  const listed = incomplete === undefined ? '' : `; its folder could not be listed whole: ${incomplete}`;
  if (seen === 'absent') return 'absent';
  if (seen === 'excluded') return 'not looked at';
  if (seen === 'unseen') return `unknown${listed}`;
  if (seen.kind === 'unknown') return `unknown (${seen.problem.code}): ${seen.problem.message}`;
  if (!hasContent(seen))
    return `a folder${seen.mountPoint === true ? ', where a file system is mounted' : ''}${listed}`;
  const time = seen.kind === 'file' && seen.mtime !== undefined ? `, ${moment(seen.mtime / US_PER_MS)}` : '';
  const what =
    seen.kind === 'link'
      ? `link to ${safePath(pathFromBytes(seen.target))}`
      : `file, ${formatBytes(seen.size)}${time}`;
  const stands = standing === undefined ? '' : `${STANDINGS[standing]}: `;
  return `${stands}${what}, token ${seen.token}${seen.racy ? ' (changed just now: proven by content once)' : ''}${listed}`;
}

function rowText(row: Row | undefined): string {
  if (row === undefined) return 'not known: both sides never agreed on it';
  if (row.kind === 'directory') return `a folder on both sides${mounts(row)}`;
  const { kind, size, source, destination, hash } = row;
  const known = hash === undefined ? 'hash not known' : `hash ${hash.slice(0, 16)}…`;
  return `${kind}, ${formatBytes(size)}, ${known}; tokens: source ${source.token}, destination ${destination.token}`;
}

function mounts({ mountPoint }: Extract<Row, { kind: 'directory' }>): string {
  const sides = SIDES.filter((side) => mountPoint?.[side] === true);
  return sides.length === 0 ? '' : `, a mount point on the ${sides.join(' and the ')}`;
}
