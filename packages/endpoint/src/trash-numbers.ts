import type { Name, Path } from '@syncline/model';
import { cutName, joinPath, MAX_NAME_BYTES, nameOf, parentOf, pathFromBytes } from '@syncline/model';

/** Paths of which the trash of one run keeps more than one version: the latest. */
const MAX_REMEMBERED = 10_000;

/**
 * What number the next version of a path gets in the trash of a run: a live item replaces some files hundreds of times between
 * two audits. It only says where to begin: what is forgotten here is found out by asking.
 */
export class TrashNumbers {
  readonly #latest = new Map<Path, number>();

  next(place: Path): number {
    return (this.#latest.get(place) ?? 0) + 1;
  }

  /** What is kept but once is most of it, and not remembered. */
  note(place: Path, number: number): void {
    if (number === 1) return;
    this.#latest.delete(place);
    this.#latest.set(place, number);
    if (this.#latest.size > MAX_REMEMBERED) this.#latest.delete(this.#latest.keys().next().value!);
  }
}

/** `name`, `name~2`, `name~3` … in the folder of `place`. */
export function numbered(place: Path, number: number): Path {
  return joinPath(parentOf(place), numberedName(nameOf(place), number));
}

/** What the trash calls the version of this number of a name: cut, where the name would else be too long. */
export function numberedName(name: Name, number: number): Name {
  if (number === 1) return name;
  const suffix = `~${number}`;
  return pathFromBytes(cutName(name, MAX_NAME_BYTES - suffix.length) + suffix);
}
