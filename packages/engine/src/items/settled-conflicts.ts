import type { ContentRow, Path } from '@syncline/model';
import { pathFromBytes } from '@syncline/model';
import type { Journal } from '@syncline/state';

/** Whether somebody has decided about this conflict copy, as the journal knows it now. */
export type IsSettled = (copy: Path, row: ContentRow) => boolean;

const PREFIX = 'conflict-settled\0';

/** A decision is about one version: a copy that is changed afterwards is a question again. */
export async function settledConflicts(journal: Journal): Promise<IsSettled> {
  const notes = await journal.listNotes(PREFIX);
  const versions = new Map(notes.map(({ key, value }) => [key.slice(PREFIX.length), value]));
  return (copy, row) => versions.get(copy) === versionOf(row);
}

/** Notes that somebody has decided about a conflict copy. Notes about copies that are gone or changed go. Idempotent. */
export async function settleConflict(copy: Path, journal: Journal): Promise<void> {
  for (const { key, value } of await journal.listNotes(PREFIX)) {
    const path = pathFromBytes(key.slice(PREFIX.length));
    if (versionAt(path, journal) !== value) await journal.clearNotes(key);
  }
  const version = versionAt(copy, journal);
  if (version !== undefined) await journal.putNotes([{ key: PREFIX + copy, value: version }]);
}

function versionAt(path: Path, journal: Journal): string | undefined {
  const row = journal.get(path);
  return row === undefined || row.kind === 'directory' ? undefined : versionOf(row);
}

function versionOf({ source, destination }: ContentRow): string {
  return JSON.stringify([source.token, destination.token]);
}
