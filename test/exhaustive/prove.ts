import type { ConflictPolicy } from '@syncline/model';
import type { Trial } from './families.ts';
import type { Case } from './invariants.ts';
import { casesOf, INVARIANTS } from './invariants.ts';
import { runTwice } from './run-twice.ts';
import type { Tree } from './trees.ts';
import { spell, spellTriple } from './trees.ts';
import type { RowStyle } from './world.ts';
import { createWorld } from './world.ts';

/** Triples that share one run: enough to make what a run costs by itself small. */
const TRIPLES_PER_RUN = 512;

/** Cases that are shown of each invariant that is broken, at most. */
const SHOWN = 5;

const WRITES_NOTHING = 'I3: the second run writes nothing on either side';
const MIRRORED = 'I7: swapping the sides swaps the result';

/** All that is asked for of every triple. */
export const PROVEN: readonly string[] = [...Object.keys(INVARIANTS), WRITES_NOTHING, MIRRORED];

/** What was found, in words: for each invariant the first cases that break it. */
export interface Finding {
  readonly triples: number;
  readonly broken: Readonly<Record<string, readonly string[]>>;
}

/** Runs twice over each triple of a trial and asks for all invariants. */
export async function prove({ triples, style, settings }: Trial): Promise<Finding> {
  const broken: Record<string, string[]> = {};
  const note = (invariant: string, shown: string): void => {
    const cases = (broken[invariant] ??= []);
    if (cases.length < SHOWN) cases.push(shown);
  };
  const mirror = createMirror();
  for (let from = 0; from < triples.length; from += TRIPLES_PER_RUN) {
    const world = await createWorld(triples.slice(from, from + TRIPLES_PER_RUN), style);
    const ran = await runTwice(world, settings);
    if (ran.writesOfSecond > 0) note(WRITES_NOTHING, `${ran.writesOfSecond} writes`);
    for (const one of casesOf(world, ran, settings)) {
      mirror.add(one);
      for (const [invariant, holds] of Object.entries(INVARIANTS))
        if (!holds(one)) note(invariant, show(one, style));
    }
  }
  for (const difference of mirror.differences()) note(MIRRORED, difference);
  return { triples: triples.length, broken };
}

function show({ triple, settings, after, first }: Case, style: RowStyle): string {
  const lines = first.map(
    ({ op, side, path, reason, outcome }) => `${op} ${side} ${path} ${reason} ${outcome}`,
  );
  const { conflict, compare } = settings;
  return `${spellTriple(triple)} → ${spellAfter(after)} (${style}, ${conflict}, ${compare}: ${lines.join('; ')})`;
}

function spellAfter({ source, destination }: Case['after']): string {
  return `A ${spell(source)}  B ${spell(destination)}`;
}

const key = (journal: Tree, left: Tree, right: Tree): string => [journal, left, right].map(spell).join(' ');

/** Compares each case with the one whose sides are swapped, which has to be in the same trial; policies take no side here. */
function createMirror() {
  const results = new Map<string, Case>();
  return {
    add(one: Case): void {
      const { journal, source, destination } = one.triple;
      results.set(key(journal, source, destination), one);
    },
    differences(): string[] {
      const found: string[] = [];
      for (const { triple, after, settings } of results.values()) {
        if (!isNeutral(settings.conflict)) continue;
        const other = results.get(key(triple.journal, triple.destination, triple.source));
        const expected = other && { source: other.after.destination, destination: other.after.source };
        const mirrored = expected === undefined ? 'nothing' : swapSides(spellAfter(expected));
        if (mirrored !== spellAfter(after))
          found.push(`${spellTriple(triple)} → ${spellAfter(after)}, mirrored: ${mirrored}`);
      }
      return found;
    },
  };
}

function isNeutral(policy: ConflictPolicy): boolean {
  return policy === 'newer' || policy === 'larger';
}

function swapSides(text: string): string {
  return text.replace(/!(source|destination)/g, (_, side) =>
    side === 'source' ? '!destination' : '!source',
  );
}
