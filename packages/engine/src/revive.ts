import type { Pairing } from '@syncline/differ';
import type { DirectoryEntry, Path } from '@syncline/model';
import { compareBytes, hasContent, nameOf, otherSide, parentOf } from '@syncline/model';
import { keepDirectory } from './conflicts.js';
import { record } from './forget.js';
import type { Gathering } from './gathering.js';
import { lookAt, namesIn } from './look.js';
import type { Place } from './place.js';
import { placeOnBoth } from './place.js';
import type { Creation, Removal } from './postponed.js';
import type { Run } from './run.js';
import { reportDone } from './run.js';

/**
 * Folders that one side lost and that something below keeps alive stay. Two-way they are made again where they were lost
 * (SPEC §3), and where a file took such a folder's place, that is a type conflict; in clone mode that file has no place.
 */
export async function reviveKept(run: Run): Promise<void> {
  if (run.item.mode !== 'two-way') return leaveWhatIsTaken(run);
  for (const path of [...run.kept].sort(compareBytes)) {
    const removal = await run.postponed.removals.get(path);
    if (removal === undefined || hasContent(removal.entry)) continue;
    await run.postponed.removals.drop(path);
    const creation = await run.postponed.creations.get(path);
    if (creation?.replaces === true) await keepFolder(path, removal, removal.entry, creation, run);
    else await run.postponed.creations.put(path, { side: otherSide(removal.side), entry: removal.entry });
  }
}

/** What was to take the place of a folder that stays is left out, and told. */
async function leaveWhatIsTaken(run: Run): Promise<void> {
  for (const path of run.kept) {
    const creation = await run.postponed.creations.get(path);
    if (creation?.replaces !== true) continue;
    await run.postponed.creations.drop(path);
    const message = `the source has a ${creation.entry.kind} here, and the folder on the destination holds something that is ignored or unknown, and stays: move that elsewhere, or ignore this path`;
    const problem = { code: 'kind', path, message } as const;
    reportDone(run, { op: 'skip', side: creation.side, path, reason: 'kind', problem });
  }
}

async function keepFolder(
  path: Path,
  removal: Removal,
  directory: DirectoryEntry,
  { entry }: Creation,
  run: Run,
): Promise<void> {
  await run.postponed.creations.drop(path);
  if (!hasContent(entry)) return;
  const side = otherSide(removal.side);
  const place: Place = placeOnBoth(parentOf(path));
  const taken = namesIn(await lookAt(place, [], run));
  const gathering: Gathering = {
    place,
    last: true,
    again: new Set(),
    children: [],
    taken,
    changes: [],
    done: [],
  };
  const pairing: Pairing = {
    name: nameOf(path),
    row: run.journal.get(path),
    source: 'absent',
    destination: 'absent',
    complete: true,
  };
  await keepDirectory(pairing, { do: 'type-conflict', side, content: entry, directory }, gathering, run);
  await record(run, gathering.changes);
}
