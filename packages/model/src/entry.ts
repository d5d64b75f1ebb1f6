import type { Name, Path } from './path.js';
import type { Problem } from './problem.js';

/** What a name can be when it is known. */
export type Kind = 'file' | 'directory' | 'link';

/** The two sides of an item. */
export type Side = 'source' | 'destination';

/** Both sides, the source first. */
export const SIDES = ['source', 'destination'] as const satisfies readonly Side[];

/** The side across from one. */
export function otherSide(side: Side): Side {
  return side === 'source' ? 'destination' : 'source';
}

/**
 * One side's fingerprint of an unchanged file or link. It is compared for equality only, and only with a token of
 * the same side. Directory: size, mtime, inode, birth time, ctime; server: size, raw time text, unique fact.
 */
export type Token = string;

/**
 * The part of a token that survives a rename, or undefined where the side has nothing that does. Equal identities
 * are the proof of a move (SPEC §3): directory: size, mtime, inode, birth time; server: size, time text, unique fact.
 */
export type Identity = string;

interface Versioned {
  readonly name: Name;
  /** Bytes. Of a link: the length of its target. */
  readonly size: number;
  readonly token: Token;
  readonly identity?: Identity | undefined;
  /** The token could stay the same through a further change, because the last one is too recent (SPEC §2). */
  readonly racy: boolean;
}

/** A regular file, as a side shows it. */
export interface FileEntry extends Versioned {
  readonly kind: 'file';
  /** Microseconds since the epoch, UTC; undefined where the side tells none that can be trusted. */
  readonly mtime: number | undefined;
  /** The rwx bits (0o777), where the side has them. */
  readonly mode?: number | undefined;
}

/** A symbolic link itself, never what it leads to. */
export interface LinkEntry extends Versioned {
  readonly kind: 'link';
  /** The target's bytes, one character each, exactly as stored. */
  readonly target: string;
}

/** A directory, without what is in it. */
export interface DirectoryEntry {
  readonly kind: 'directory';
  readonly name: Name;
  /** Equal through a rename, where the side has something that is. A hint alone: it says nothing of what is in it. */
  readonly identity?: Identity | undefined;
  readonly mode?: number | undefined;
  /** Another file system is mounted here. */
  readonly mountPoint?: boolean | undefined;
}

/** ⊥: something is (or may be) there that cannot be synchronized or was not understood. Never absent. */
export interface UnknownEntry {
  readonly kind: 'unknown';
  readonly name: Name;
  readonly problem: Problem;
}

/** One name's observed state. */
export type Entry = FileEntry | LinkEntry | DirectoryEntry | UnknownEntry;
/** An entry that has content of its own: what can be copied, updated and deleted. */
export type ContentEntry = FileEntry | LinkEntry;

/** The answer to a question by name: an entry, or the proof that nothing is there. */
export type Answer = Entry | { readonly kind: 'absent'; readonly name: Name };

/** Whether an answer is a file or link. */
export function hasContent(entry: Answer | undefined): entry is ContentEntry {
  return entry !== undefined && (entry.kind === 'file' || entry.kind === 'link');
}

/** Whether two observations by the same side show the same, untouched thing. */
export function sameObservation(expected: Answer, now: Answer): boolean {
  if (expected.kind !== now.kind) return false;
  return !hasContent(expected) || (hasContent(now) && expected.token === now.token);
}

/** What stands for a name of which nothing can be said, and why. */
export function unknownEntry(path: Path, name: Name, code: Problem['code'], message: string): UnknownEntry {
  return { kind: 'unknown', name, problem: { code, path, message } };
}
