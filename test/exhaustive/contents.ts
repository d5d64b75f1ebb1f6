import { createHash } from 'node:crypto';
import type { Content } from './trees.ts';

export interface Version {
  readonly kind: 'file' | 'link';
  /** The bytes of a file, the target of a link. */
  readonly text: string;
  readonly size: number;
  /** µs since the epoch; of a link none is compared. */
  readonly mtime: number | undefined;
  /** As the journal has it: SHA-256 of a file, the target of a link. */
  readonly hash: string;
}

/** A moment long before the runs, µs. */
const THEN_US = Date.UTC(2024, 0, 1) * 1_000;
const LATER_US = THEN_US + 3_600_000_000;

/** Two contents differ in time, in size or in both, so that every rule of the winner has its case. */
export const CONTENTS: Readonly<Record<Content, Version>> = {
  '1': file('x', THEN_US),
  '2': file('y', LATER_US),
  '3': file('zz', THEN_US),
  L1: link('p'),
  L2: link('q'),
};

function file(text: string, mtime: number): Version {
  const hash = createHash('sha256').update(text).digest('hex');
  return { kind: 'file', text, size: text.length, mtime, hash };
}

function link(target: string): Version {
  return { kind: 'link', text: target, size: target.length, mtime: undefined, hash: target };
}

/** The content that a file with these bytes, or a link with this target, has. */
export function contentOf(kind: 'file' | 'link', text: string): Content {
  const found = Object.entries(CONTENTS).find(
    ([, version]) => version.kind === kind && version.text === text,
  );
  if (found === undefined) throw new Error(`a ${kind} holds ${JSON.stringify(text)}, which nobody put there`);
  return found[0] as Content;
}
