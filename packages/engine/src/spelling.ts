import type { Path } from '@syncline/model';
import { showPath } from '@syncline/model';

/** Whether two paths may be one to a side that is blind to case or to Unicode's forms. */
export function isSpelledOtherwise(left: Path, right: Path): boolean {
  const folded = (path: Path): string => showPath(path).path.normalize().toLowerCase();
  return folded(left) === folded(right);
}
