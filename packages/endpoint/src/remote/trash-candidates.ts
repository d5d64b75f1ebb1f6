import type { Path, RunId } from '@syncline/model';
import { joinPath, nameOf, parentOf, trashPath } from '@syncline/model';

/** Within one run a path is rarely replaced more than once. */
const MAX_CANDIDATES = 9;

/**
 * The places in the trash of a run that are tried for what stands at `path`, in this order: a name that is taken is never
 * overwritten.
 */
export function trashCandidates(run: RunId, path: Path): readonly Path[] {
  return Array.from({ length: MAX_CANDIDATES }, (_, index) => candidate(run, path, index + 1));
}

/** A taken name: another one beside it. From the sixth on another folder: a file may stand where one is needed. */
function candidate(run: RunId, path: Path, n: number): Path {
  const place = trashPath(run, path);
  if (n === 1) return place;
  if (n < 6 || parentOf(path) === '') return `${place}~${n}` as Path;
  return joinPath(`${trashPath(run, parentOf(path))}~${n}` as Path, nameOf(path));
}
