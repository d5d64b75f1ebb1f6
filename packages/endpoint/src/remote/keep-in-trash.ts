import type { Path, RunId } from '@syncline/model';
import { joinPath, nameOf, parentOf, ROOT, trashPath } from '@syncline/model';
import type { TrashNumbers } from '../trash-numbers.js';
import { numbered } from '../trash-numbers.js';

/** The step to the next name doubles with each that is taken, so these reach any number. */
const MAX_ASKED = 24;

/** A file in the trash may stand where a folder is needed: then there is another one beside it. */
const MAX_FOLDERS = 4;

/** What puts a version under a name in the trash of a server. `Refusal` says why it can't. */
export interface TrashHands<Refusal> {
  isFree(place: Path): Promise<boolean>;
  /** Makes the folders that are missing. Undefined: done. */
  put(place: Path): Promise<Refusal | undefined>;
  /** Why a folder of the trash is not there; undefined where it is. */
  whyNoFolder(folder: Path): Promise<Refusal | undefined>;
}

/** What is known of `firstPlace`. */
export interface AskedPlace {
  readonly place: Path;
  readonly isFree: boolean;
}

/** The place in the trash of a run that is asked about first. */
export function firstPlace(numbers: TrashNumbers, run: RunId, path: Path): Path {
  const wanted = trashPath(run, path);
  return numbered(wanted, numbers.next(wanted));
}

/**
 * Keeps what stands at `path` in the trash of a run. Nothing there is ever overwritten: a name that is taken gets `~2`, `~3` …
 * Returns the place, or why there is none.
 */
export async function keepInTrash<Refusal>(
  numbers: TrashNumbers,
  run: RunId,
  path: Path,
  hands: TrashHands<Refusal>,
): Promise<{ readonly place: Path } | { readonly refusal: Refusal | undefined }> {
  let refusal: Refusal | undefined;
  for (const folder of foldersFor(numbers, run, parentOf(path))) {
    const wanted = joinPath(folder, nameOf(path));
    const number = await freeNumber(numbers, wanted, hands);
    if (number === undefined) break;
    const place = numbered(wanted, number);
    const refused = await hands.put(place);
    if (refused === undefined) {
      numbers.note(wanted, number);
      return { place };
    }
    const missing = await hands.whyNoFolder(folder);
    refusal ??= missing ?? refused;
    if (missing === undefined) break;
  }
  return { refusal };
}

function foldersFor(numbers: TrashNumbers, run: RunId, parent: Path): readonly Path[] {
  const wanted = trashPath(run, parent);
  if (parent === ROOT) return [wanted];
  const beside = Math.max(2, numbers.next(wanted));
  return [wanted, ...Array.from({ length: MAX_FOLDERS - 1 }, (_, index) => numbered(wanted, beside + index))];
}

async function freeNumber(
  numbers: TrashNumbers,
  wanted: Path,
  { isFree }: Pick<TrashHands<unknown>, 'isFree'>,
): Promise<number | undefined> {
  let number = numbers.next(wanted);
  for (let asked = 0; asked < MAX_ASKED; asked += 1) {
    if (await isFree(numbered(wanted, number))) return number;
    number += 2 ** asked;
  }
  return undefined;
}
