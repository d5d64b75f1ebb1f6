import { Violation } from '../simulate/violation.ts';
import { SIDE_NAMES, type Ledger, type SideName, type Standing } from './ledger.ts';
import { CONFLICT_SUFFIX, isConflictCopy } from './user.ts';
import type { Setting } from './world.ts';

/** What one user did since the sides were last in step. */
export interface Hand {
  readonly touched: Set<string>;
  /** Path → what was in it. */
  readonly deleted: Map<string, string>;
  /** Path → the time that it got, s since the epoch. */
  readonly retimed: Map<string, number>;
}

/** The state that both sides last agreed on, and what users did since. */
export interface Agreed {
  readonly tree: ReadonlyMap<string, string>;
  readonly hands: Readonly<Record<SideName, Hand>>;
  /** Identities of the files that nobody touches. */
  readonly anchors: string | undefined;
}

/** Nothing yet. */
export function newAgreed(): Agreed {
  const hand = (): Hand => ({ touched: new Set(), deleted: new Map(), retimed: new Map() });
  return { tree: new Map(), hands: { source: hand(), destination: hand() }, anchors: undefined };
}

/** What must hold of two sides that are in step again, beyond that nothing was lost. */
export function requireConverged(
  before: Agreed,
  standing: Standing,
  ledger: Ledger,
  { mode }: Setting,
): void {
  if (mode === 'two-way') requireNoDouble(standing, ledger);
  for (const side of SIDE_NAMES) {
    if (mode === 'two-way' || side === 'source') requireNoReturn(before, side, standing, ledger);
  }
}

/**
 * Not even a kill in the middle of a conflict makes a second copy of a version for one name, nor one of what has the plain name.
 * (Under another name there may be one of what a user renamed between two kills.)
 */
function requireNoDouble({ live }: Standing, { written }: Ledger): void {
  const copies = new Map<string, string>();
  for (const [path, content] of live.source) {
    if (!isConflictCopy(path) || path.endsWith('/')) continue;
    const plain = path.replace(CONFLICT_SUFFIX, '');
    const version = `${plain}\0${content}`;
    const other = copies.get(version) ?? (live.source.get(plain) === content ? plain : undefined);
    if (other !== undefined)
      throw new Violation('I13', `${written.get(content)} stands at ${path} and ${other}`);
    copies.set(version, path);
  }
}

/** I4: what both sides had, and one user deleted while nobody touched it on the other, does not come back. */
function requireNoReturn(before: Agreed, side: SideName, { live }: Standing, { written }: Ledger): void {
  const others = before.hands[side === 'source' ? 'destination' : 'source'].touched;
  for (const [path, content] of before.hands[side].deleted) {
    if (before.tree.get(path) !== content || touches(others, path)) continue;
    // A rename of what a killed run had just brought can leave a version under two names.
    if ([...before.tree.values()].filter((found) => found === content).length > 1) continue;
    for (const [at, found] of live.source)
      if (found === content)
        throw new Violation('I4', `${written.get(content)}, deleted at ${path}, is back at ${at}`);
  }
}

function touches(touched: ReadonlySet<string>, path: string): boolean {
  return [...touched].some(
    (each) => each === path || path.startsWith(`${each}/`) || each.startsWith(`${path}/`),
  );
}
