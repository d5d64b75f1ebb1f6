import type { MoveDirectoryOperation, Path, Side } from '@syncline/model';
import { joinPath } from '@syncline/model';
import type { Journal, RowChange } from '@syncline/state';
import { attemptOn } from './carry-out-name.js';
import type { DirectoryMoves } from './directory-moves.js';
import { whyItWouldFail } from './foresee.js';
import { isPlanned } from './items/planned.js';
import { lastRunAt } from './last-run.js';
import type { Run } from './run.js';
import { report, reportDone } from './run.js';

/** Begins the keys of notes about directories that are being renamed. */
const RENAMING = 'rename-directory\0';

/** Rows that go to their new paths in one batch. */
const BATCH_ROWS = 5_000;

interface Renaming {
  readonly side: Side;
  readonly to: Path;
}

/**
 * Renames a directory in one step, and has its rows follow it. What was to be done is noted first: whenever the run is
 * stopped, the next one knows whether the rename was done, and goes on with the rows. Returns whether what is below it is
 * settled; otherwise it is to be done one by one.
 */
export async function renameDirectory(
  move: MoveDirectoryOperation,
  moves: DirectoryMoves,
  run: Run,
): Promise<boolean> {
  const { side, path, from } = move;
  if (run.dryRun) {
    // As in a real run: what cannot be done in one step is tried one by one.
    const isDone = (await whyItWouldFail(move, run)) === undefined;
    if (isDone) reportDone(run, move);
    else moves.drop(move);
    return isDone;
  }
  // What the plan does not have stays as it is, with all that is below it.
  if (!isPlanned(run, move)) return true;
  const key = `${RENAMING}${from}`;
  const renaming: Renaming = { side, to: path };
  await run.journal.putNotes([{ key, value: renaming }]);
  const applied = await attemptOn(move, run);
  if (applied.outcome === 'applied') {
    report(run, move, 'applied');
    await moveRows(from, path, run.journal, (rows, isLast) => run.committer.add(rows, isLast ? [key] : []));
    return true;
  }
  await run.journal.commit([], { clearNotes: [key] });
  if (run.plan === undefined) moves.drop(move);
  else report(run, move, applied.outcome, applied.problem);
  return run.plan !== undefined;
}

/** Has the rows follow the directories that a stopped run renamed. */
export async function finishDirectoryRenames(run: Run): Promise<void> {
  for (const { key, value } of await run.journal.listNotes(RENAMING)) {
    const from = key.slice(RENAMING.length) as Path;
    const { side, to } = value as Renaming;
    const [before, now] = [
      await run.sides[side].look(from, run.signal),
      await run.sides[side].look(to, run.signal),
    ];
    const gone =
      before.kind === 'absent' || (before.kind === 'unknown' && before.problem.code === 'unproven');
    if (gone && now.kind === 'directory') {
      // It was done, but a power cut could still undo it: rows that had followed would take that for a user's rename.
      if (!run.dryRun) await run.apply.writer(side).flush(run.signal);
      await moveRows(from, to, run.journal, (rows) =>
        run.journal.commit(rows, { facts: lastRunAt(run.nowMs()) }),
      );
    }
    // It can't be told yet: whoever asks next may be told.
    else if (before.kind === 'unknown' || now.kind === 'unknown') continue;
    await run.journal.commit([], { clearNotes: [key] });
  }
}

/**
 * Moves the rows of a directory and of all that is below it. INVARIANT: a directory's row goes after those below it, so that
 * what is left of them is found again when this is stopped at any batch. Idempotent.
 */
async function moveRows(
  from: Path,
  to: Path,
  journal: Journal,
  commit: (changes: readonly RowChange[], isLast: boolean) => Promise<void>,
): Promise<void> {
  let changes: RowChange[] = [];
  const move = async (path: Path): Promise<void> => {
    const row = journal.get(path);
    if (row === undefined) return;
    const target = (to + path.slice(from.length)) as Path;
    // Before the next rows: the last batch, with which the note goes, is never empty.
    if (changes.length === 2 * BATCH_ROWS) {
      await commit(changes, false);
      changes = [];
    }
    changes.push(
      { path, row: undefined, previous: row },
      { path: target, row, previous: journal.get(target) },
    );
  };
  const directories = [from];
  for (let at = 0; at < directories.length; at += 1) {
    for (const { name, row } of await journal.children(directories[at]!))
      if (row.kind === 'directory') directories.push(joinPath(directories[at]!, name));
  }
  for (const directory of directories.reverse()) {
    for (const { name } of await journal.children(directory)) await move(joinPath(directory, name));
  }
  await move(from);
  await commit(changes, true);
}
