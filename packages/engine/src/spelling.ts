import type { Name, Path } from '@syncline/model';
import { pathFromText, pathToText, showPath } from '@syncline/model';

/** Whether two paths may be one to a side that is blind to case or to Unicode's forms. */
export function isSpelledOtherwise(left: Path, right: Path): boolean {
  const folded = (path: Path): string => showPath(path).path.normalize().toLowerCase();
  return folded(left) === folded(right);
}

/** The name in the other case; undefined where it has no letters of which there are two. */
export function otherSpelling(name: Name): Name | undefined {
  const text = pathToText(name);
  if (text === undefined) return undefined;
  const [lower, upper] = [text.toLowerCase(), text.toUpperCase()];
  const other = text === lower ? upper : lower;
  return other === text ? undefined : pathFromText(other);
}
