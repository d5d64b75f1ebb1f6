import type { Hashes, Pairing } from '@syncline/differ';
import { isUnknown, pairUp } from '@syncline/differ';
import type { Name, Path, Side } from '@syncline/model';
import { joinPath, pathFromBytes, ROOT, SynclineError } from '@syncline/model';
import type { Judgement } from '../judge.js';
import { judge } from '../judge.js';
import type { BothListings } from '../look.js';
import { lookAt } from '../look.js';
import type { Place, Presence } from '../place.js';
import { placeAt } from '../place.js';
import type { CheckedRoots } from '../roots.js';
import type { Run } from '../run.js';
import { unlessUnknown } from '../unreadable.js';

/** What both sides and the journal show of one name, and how its folder was listed. */
export interface Look {
  readonly path: Path;
  readonly pairing: Pairing;
  readonly listings: BothListings;
}

/** The looks at a path and at the folders above it, from the top. The last is of the path if all folders could be entered. */
export async function lookDown(path: Path, run: Run, roots: CheckedRoots): Promise<readonly Look[]> {
  const looks: Look[] = [];
  const names = path.split('/').map(pathFromBytes);
  let place: Place | undefined = placeAt(ROOT, {
    source: 'there',
    destination: roots.makeDestination ? 'new' : 'there',
  });
  for (const name of names) {
    if (place === undefined) break;
    const look = await lookAtName(place, name, run);
    looks.push(look);
    place = placeBelow(look);
  }
  return looks;
}

async function lookAtName(place: Place, name: Name, run: Run): Promise<Look> {
  const rows = await run.journal.children(place.path);
  const known = rows.map((child) => child.name);
  const listings = await lookAt(place, known, run);
  const complete = listings.source.complete && listings.destination.complete;
  const nothing: Pairing = {
    name,
    row: undefined,
    source: absence('source', listings),
    destination: absence('destination', listings),
    complete,
  };
  const found = [...pairUp(rows, listings.source, listings.destination)].find(
    (pairing) => pairing.name === name,
  );
  return { path: joinPath(place.path, name), pairing: found ?? nothing, listings };
}

function absence(side: Side, listings: BothListings): 'absent' | 'unseen' {
  return listings[side].complete ? 'absent' : 'unseen';
}

/** Undefined where neither side has a folder, or where one is unknown: nothing is decided below that. */
function placeBelow({ path, pairing }: Look): Place | undefined {
  const presence = (side: Side): Presence | 'unknown' => {
    const seen = pairing[side];
    if (isUnknown(seen)) return 'unknown';
    return seen !== 'absent' && seen.kind === 'directory' ? 'there' : 'absent';
  };
  const [source, destination] = [presence('source'), presence('destination')];
  if (source === 'unknown' || destination === 'unknown') return undefined;
  return source === 'absent' && destination === 'absent' ? undefined : placeAt(path, { source, destination });
}

/** The decision as a run would make it, with the contents read that it asks for. Throws `busy` for what changes meanwhile. */
export async function decideReading(
  pairing: Pairing,
  directory: Path,
  run: Run,
): Promise<{ readonly decision: Judgement; readonly hashes: Hashes }> {
  const path = joinPath(directory, pairing.name);
  const hashes: Partial<Record<Side, string>> = {};
  const judged = await judge(pairing, directory, run, hashes);
  if (judged === 'again') throw changing(path);
  return { decision: await unlessUnknown(judged, path, run), hashes };
}

function changing(path: Path): SynclineError {
  const message = 'the file changes while it is read; ask again once it holds still';
  return new SynclineError('busy', message, { scope: 'path', path });
}
