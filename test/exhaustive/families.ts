import type { Compare, ConflictPolicy } from '@syncline/model';
import type { Settings } from './run-twice.ts';
import type { Node, Tree, Triple } from './trees.ts';
import { spell, treesOver, triplesOf } from './trees.ts';
import type { RowStyle } from './world.ts';

/** Triples to be tried in one way. */
export interface Trial {
  readonly triples: readonly Triple[];
  readonly style: RowStyle;
  readonly settings: Settings;
}

/** All the triples of one kind; `triples` counts them, ways and all. */
export interface Family {
  readonly title: string;
  readonly triples: number;
  readonly trials: readonly (() => Trial)[];
}

const files: readonly Node[] = ['1', '2', '3'];
const plain: Settings = { conflict: 'newer', compare: 'size+mtime' };
const policies: readonly ConflictPolicy[] = ['newer', 'larger', 'source', 'destination'];
const compares: readonly Compare[] = ['size+mtime', 'content'];
const styles: readonly RowStyle[] = ['hashed', 'plain', 'touched', 'racy'];

/** Nothing, a file, or a folder over these names. */
function choices(names: readonly string[], below: readonly Node[]): Node[] {
  return [undefined, ...files, ...treesOver(names, below)];
}

const file: readonly Node[] = [undefined, ...files];
const twoNames = treesOver(['a', 'b'], choices(['x'], file));
const siblings = treesOver(['d'], choices(['a', 'b'], file));
const nested = treesOver(['d'], choices(['e'], choices(['x'], file)));
const oneName = treesOver(['a'], choices(['x'], file));

const known: readonly Node[] = [undefined, ...files, 'L1', 'L2', {}, { x: '1' }, { x: '2' }, { x: 'L1' }];
const unknown: readonly Node[] = ['socket', 'locked', { x: 'socket' }, { x: 'locked' }];
const journals = treesOver(['p'], known);
const sides = treesOver(['p'], [...known, ...unknown]);

/** One trial per journal, so that not all triples are there at once. */
function perJournal(trees: readonly Tree[], chosen = trees): (() => Trial)[] {
  return chosen.map((journal) => () => ({
    triples: triplesOf([journal], trees),
    style: 'hashed',
    settings: plain,
  }));
}

/** Set to try the other 114 688 too, which have the two names the other way round: twice the time. */
const EVERY_TRIPLE = process.env['EXHAUSTIVE'] === 'all';

/** Whether a journal comes first of the two that differ only in which name is which. */
function isFirstOfSwapped({ a, b }: Tree): boolean {
  return spell(a) <= spell(b);
}

export const FAMILIES: readonly Family[] = [
  EVERY_TRIPLE
    ? {
        title: '2 names × 2 levels × 3 contents: 64 trees, all 262 144 triples',
        triples: 64 ** 3,
        trials: perJournal(twoNames),
      }
    : {
        title:
          '2 names × 2 levels × 3 contents: 64 trees, 147 456 triples, which are all 262 144 up to swapping the names',
        triples: 36 * 64 ** 2,
        trials: perJournal(twoNames, twoNames.filter(isFirstOfSwapped)),
      },
  {
    title: '2 names in a folder × 3 contents: 20 trees, all 8 000 triples',
    triples: 20 ** 3,
    trials: perJournal(siblings),
  },
  {
    title: '3 levels × 3 contents: 12 trees, all 1 728 triples',
    triples: 12 ** 3,
    trials: perJournal(nested),
  },
  {
    title:
      '1 name × 2 levels × 3 contents: 8 trees, all 512 triples, by 4 policies, with 4 kinds of journal rows',
    triples: 8 ** 3 * 4 * 4,
    trials: policies.flatMap((conflict) =>
      styles.map((style) => () => ({
        triples: triplesOf(oneName, oneName),
        style,
        settings: { ...plain, conflict },
      })),
    ),
  },
  {
    title:
      '1 path with files, links, folders and ⊥: all 10 × 14 × 14 = 1 960 triples, by 4 policies, in 2 ways to compare',
    triples: 10 * 14 * 14 * 4 * 2,
    trials: policies.flatMap((conflict) =>
      compares.map((compare) => () => ({
        triples: triplesOf(journals, sides),
        style: 'hashed',
        settings: { conflict, compare },
      })),
    ),
  },
];
