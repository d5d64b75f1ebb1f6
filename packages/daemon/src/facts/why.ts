import type { ExplainedSide, Explanation, LastOutcome } from '@syncline/engine';
import type { Path, Row } from '@syncline/model';
import { hasContent, showPath, US_PER_MS } from '@syncline/model';
import { iso } from '../words/moments.js';

/** An explanation as programs get it. Paths in it carry their own `encoding`, where they are escaped. */
export function explanationFacts(explanation: Explanation) {
  const { path, row, source, destination, rule, decision, does, pending, lastRunMs, renamedFrom, last } =
    explanation;
  return {
    type: 'why',
    ...showPath(path),
    rule: rule ?? null,
    decision: decision ?? null,
    does,
    next: pending ? 'next run' : null,
    journal: rowFields(row),
    source: sideFields(source),
    destination: sideFields(destination),
    excluded: explanation.exclusions.map(({ path: at, ...rest }) => ({ ...showPath(at), ...rest })),
    above: explanation.above.map(({ path: at, ...rest }) => ({ ...showPath(at), ...rest })),
    hold: explanation.hold ?? null,
    renamedFrom: shownOrNull(renamedFrom),
    lastRun: lastRunMs === undefined ? null : iso(lastRunMs),
    last: last === undefined ? null : lastFields(last),
  };
}

/** The last outcome as it was recorded: the line that told it, when and by which run, and what it rested on. */
function lastFields({ run, atMs, rule, op, side, outcome, from, bytes, reason, code, ...past }: LastOutcome) {
  return {
    run,
    when: iso(atMs),
    rule,
    op,
    side,
    outcome,
    from: from === undefined ? undefined : showPath(from).path,
    bytes,
    reason,
    code,
    message: past.message,
    journal: rowFields(past.row),
    source: past.source ?? null,
    destination: past.destination ?? null,
  };
}

function shownOrNull(path: Path | undefined) {
  return path === undefined ? null : showPath(path);
}

function rowFields(row: Row | undefined) {
  if (row === undefined) return null;
  if (row.kind === 'directory') return { kind: row.kind, mountPoint: row.mountPoint };
  const { kind, size, hash, source, destination } = row;
  const state = ({ token, racy }: typeof source) => ({ token, racy });
  return { kind, size, hash, source: state(source), destination: state(destination) };
}

function sideFields({ seen, standing, incomplete }: ExplainedSide) {
  if (seen === 'absent') return { kind: 'absent', incomplete };
  if (seen === 'excluded') return { kind: 'excluded' };
  if (seen === 'unseen') return { kind: 'unknown', incomplete };
  if (seen.kind === 'unknown')
    return { kind: seen.kind, code: seen.problem.code, message: seen.problem.message, incomplete };
  if (!hasContent(seen)) return { kind: seen.kind, mountPoint: seen.mountPoint, incomplete };
  const { kind, size, token, racy } = seen;
  const time = kind === 'file' && seen.mtime !== undefined ? iso(seen.mtime / US_PER_MS) : undefined;
  return { kind, standing, size, time, token, racy, incomplete };
}
