import type { DirectoryEntry, MakeDirectoryOperation, Name, Path, Row, Side } from '@syncline/model';

/**
 * What is known of a directory on one side before it is visited: `there` to be listed · `new` just made (or planned), so
 * there is nothing in it · `absent` the side does not have it.
 */
export type Presence = 'there' | 'new' | 'absent';

/** A directory to be visited. At most one side is `absent`, and then all that is in it is gone there. */
export interface Place {
  readonly path: Path;
  readonly source: Presence;
  readonly destination: Presence;
  /** Set where a side is `absent`. */
  readonly gone?: Gone | undefined;
  /** The mode that the directory gets on a side in the end, if the other side's could be listed whole. */
  readonly finalMode?: FinalMode | undefined;
  /** Only these names of the directory are looked at; undefined: all. */
  readonly scope?: Scope | undefined;
  /** Set where a side is `new`, and the directory is to be made there first. */
  readonly making?: Making | undefined;
}

/** Some names of a directory, to be looked at without listing it. Both sides have the directory. */
export interface Scope {
  readonly names: ReadonlySet<Name>;
  /** Those of them that are looked at with all that is below, where both sides have them as folders. */
  readonly trees: ReadonlySet<Name>;
}

/** A directory that is made when it is visited, since one that can't be listed is not made at all. */
export interface Making {
  readonly operation: MakeDirectoryOperation;
  /** What the other side has. */
  readonly directory: DirectoryEntry;
  /** The row that the journal has for its path. */
  readonly previous: Row | undefined;
  /** The directory that it is in. */
  readonly parent: Place;
}

export interface FinalMode {
  readonly side: Side;
  readonly mode: number;
}

/** A subtree that one side does not have. */
export interface Gone {
  /** Its top: the directory whose absence stands for all below it. */
  readonly top: Path;
  /** Why what is in it has to go from the side that still has it. */
  readonly reason: 'extra' | 'deleted' | 'kind';
}

/** The side that a place is `absent` on. */
export function absentSide(place: Place): Side | undefined {
  return place.source === 'absent' ? 'source' : place.destination === 'absent' ? 'destination' : undefined;
}

/** A place below another one, or beside it, with what is known of its two sides. */
export function placeAt(path: Path, presence: Readonly<Record<Side, Presence>>, gone?: Gone): Place {
  return { path, source: presence.source, destination: presence.destination, gone };
}

/** A directory that both sides have: all of it, or what `scope` says. */
export function placeOnBoth(path: Path, scope?: Scope): Place {
  return { path, source: 'there', destination: 'there', scope };
}

/** Presence of a directory that `side` has as `there` and the other side as `other`. */
export function presences(side: Side, here: Presence, other: Presence): Readonly<Record<Side, Presence>> {
  return side === 'source' ? { source: here, destination: other } : { source: other, destination: here };
}
