import { createHash } from 'node:crypto';
import { texts, trashed } from '../support/observe.ts';
import { Violation } from '../simulate/violation.ts';

/** Which versions users ever wrote, and which of them must still be somewhere (I1). No two versions are alike. */
export interface Ledger {
  /** Content → what is said of it. */
  readonly written: Map<string, string>;
  /** Contents that nobody took away where it was the only one. */
  readonly owed: Set<string>;
}

export type SideName = 'source' | 'destination';
export const SIDE_NAMES: readonly SideName[] = ['source', 'destination'];

/**
 * What stands on both sides at one moment: path → content, folders with a final `/`, and the versions in the trash. Temp
 * files are nothing that stands.
 */
export interface Standing {
  readonly live: Readonly<Record<SideName, Map<string, string>>>;
  readonly trash: Set<string>;
}

export function newLedger(): Ledger {
  return { written: new Map(), owed: new Set() };
}

export function look(roots: Readonly<Record<SideName, string>>): Standing {
  const liveOn = (side: SideName): Map<string, string> =>
    new Map(Object.entries(texts(roots[side])).filter(([path]) => !isTemp(path)));
  const trash = SIDE_NAMES.flatMap((side) => Object.values(trashed(roots[side])).flat());
  return { live: { source: liveOn('source'), destination: liveOn('destination') }, trash: new Set(trash) };
}

/** A user wrote this content, which is like no other. */
export function noteWritten(ledger: Ledger, content: string, what: string): void {
  ledger.written.set(content, what);
  ledger.owed.add(content);
}

/**
 * A user replaced or deleted what stood at a path: when no other copy was anywhere, the version is gone by the user's own
 * hand. When there was one, it is owed as before.
 */
export function noteTakenAway(ledger: Ledger, standing: Standing, side: SideName, path: string): void {
  const content = standing.live[side].get(path);
  standing.live[side].delete(path);
  if (content !== undefined && !stands(standing, content)) ledger.owed.delete(content);
}

function stands({ live, trash }: Standing, content: string): boolean {
  return trash.has(content) || SIDE_NAMES.some((side) => [...live[side].values()].includes(content));
}

/** I9: whatever stands under a real name, or in the trash, is a version that a user wrote, whole. */
export function requireWhole({ written }: Ledger, { live, trash }: Standing): void {
  for (const side of SIDE_NAMES) {
    for (const [path, content] of live[side]) {
      if (path.endsWith('/') || written.has(content)) continue;
      throw new Violation('I9', `${side}: ${path} holds what nobody wrote: ${shown(content)}`);
    }
  }
  for (const content of trash)
    if (!written.has(content))
      throw new Violation('I9', `the trash holds what nobody wrote: ${shown(content)}`);
}

/** I1: every version is on a side or in the trash, unless a user took the only one away. Sides are equal by now. */
export function requireAll({ owed }: Ledger, standing: Standing): void {
  for (const content of owed)
    if (!stands(standing, content)) throw new Violation('I1', `${content.split('\n', 1)[0]} is lost`);
}

function isTemp(path: string): boolean {
  return /(^|\/)\.syncline-[^/]*\.tmp$/.test(path);
}

function shown(content: string): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return `${content.length} characters, ${hash}, ${JSON.stringify(content.slice(0, 60))}`;
}
