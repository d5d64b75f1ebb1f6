import type { Outcome, Side } from '@syncline/model';
import { otherSide } from '@syncline/model';
import { trashAfter, treesAfter } from './aftermath.ts';
import { expectedOf } from './expected.ts';
import type { Ran, Settings } from './run-twice.ts';
import type { Node, Tree, Triple } from './trees.ts';
import { isContent, isFolder, isUnknown, nodeAt, pathsOf, spell } from './trees.ts';
import type { World } from './world.ts';
import { unplaced } from './world.ts';

/** One triple, and what became of it. */
export interface Case {
  readonly triple: Triple;
  readonly settings: Settings;
  readonly after: Readonly<Record<Side, Tree>>;
  readonly trash: Readonly<Record<Side, readonly (readonly [path: string, content: Node])[]>>;
  readonly journalled: readonly string[];
  readonly first: readonly Outcome[];
  readonly second: readonly Outcome[];
}

const SIDES = ['source', 'destination'] as const;

/** The cases of a world, after two runs over it. */
export function casesOf(world: World, ran: Ran, settings: Settings): Case[] {
  const [first, second] = [byTriple(ran.first), byTriple(ran.second)];
  const after = { source: treesAfter(world, 'source'), destination: treesAfter(world, 'destination') };
  const trash = { source: trashAfter(world, 'source'), destination: trashAfter(world, 'destination') };
  return world.triples.map((triple, index) => ({
    triple,
    settings,
    after: { source: after.source[index]!, destination: after.destination[index]! },
    trash: { source: trash.source[index]!, destination: trash.destination[index]! },
    journalled: ran.journalled[index]!,
    first: first.get(index) ?? [],
    second: second.get(index) ?? [],
  }));
}

function byTriple(outcomes: readonly Outcome[]): Map<number, Outcome[]> {
  const triples = new Map<number, Outcome[]>();
  for (const outcome of outcomes) {
    const { index, path } = unplaced(outcome.path);
    const own = triples.get(index) ?? [];
    own.push({ ...outcome, path: path as Outcome['path'] });
    triples.set(index, own);
  }
  return triples;
}

/** What must hold of every case. */
export const INVARIANTS: Readonly<Record<string, (of: Case) => boolean>> = {
  "I1: every version is on both sides, or in the trash where the other side's change took it": ({
    triple,
    after,
    trash,
  }) =>
    SIDES.every((side) =>
      contentsOf(triple[side]).every(([path, version]) => {
        if (SIDES.every((each) => isKept(after[each], path, version))) return true;
        if (isHidden(triple[otherSide(side)], path)) return nodeAt(after[side], path) === version;
        return trash[side].some(([at, content]) => at === path && content === version);
      }),
    ),
  'I2: both sides are equal, unless something is unknown': ({ triple, after }) =>
    hasUnknown(triple) || spell(after.source) === spell(after.destination),
  'I3: the second run plans nothing': ({ second }) => second.every(({ op }) => op === 'skip'),
  'I4, I5: what is in the trash is what the journal had there, and the other side has it no more': ({
    triple,
    trash,
  }) =>
    SIDES.every((side) =>
      trash[side].every(([path, version]) => {
        const other = triple[otherSide(side)];
        const had = nodeAt(triple.journal, path) === version && nodeAt(triple[side], path) === version;
        return had && nodeAt(other, path) !== version && !isHidden(other, path);
      }),
    ),
  'I13: only different versions conflict': ({ triple, first }) =>
    first.every(({ op, path }) => {
      if (op !== 'conflict') return true;
      const [left, right] = [nodeAt(triple.source, path), nodeAt(triple.destination, path)];
      return left !== undefined && right !== undefined && spell(left) !== spell(right);
    }),
  'I14: every operation is achieved at once': ({ first }) =>
    first.every(({ outcome }) => outcome === 'applied'),
  'the result is what the table says': ({ triple, after, settings }) => {
    const expected = expectedOf(triple, settings.conflict);
    return SIDES.every((side) => spell(after[side]) === spell(expected[side]));
  },
  'the journal knows what both sides have, unless something is unknown': ({ triple, after, journalled }) =>
    hasUnknown(triple) ||
    [...pathsOf(after.source)]
      .map(([path]) => path)
      .sort()
      .join() === journalled.join(),
};

function contentsOf(tree: Tree): [path: string, version: Node][] {
  return [...pathsOf(tree)].filter(([, node]) => isContent(node));
}

function isKept(tree: Tree, path: string, version: Node): boolean {
  return [path, `${path}!source`, `${path}!destination`].some((name) => nodeAt(tree, name) === version);
}

/** Whether what a side has at a path is unknown: itself, or a folder above it. */
function isHidden(tree: Tree, path: string): boolean {
  let node: Node = tree;
  for (const name of path.split('/')) {
    if (isUnknown(node)) return true;
    node = isFolder(node) ? node[name] : node;
  }
  return isUnknown(node);
}

function hasUnknown({ source, destination }: Triple): boolean {
  return [source, destination].some((tree) => [...pathsOf(tree)].some(([, node]) => isUnknown(node)));
}
