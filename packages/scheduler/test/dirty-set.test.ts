import { isWithin, joinPath, nameOf, parentOf, pathFromText, ROOT, type Path } from '@syncline/model';
import { DirtySet, type Dirty, type DirtyLimits } from '@syncline/scheduler';
import * as fc from 'fast-check';
import t from 'tap';

const limits: DirtyLimits = { namesPerDirectory: 3, names: 8, trees: 4 };

const anyPath = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 0, maxLength: 4 })
  .map((parts) => pathFromText(parts.join('/')));

const addition = fc.record({ path: anyPath, tree: fc.boolean(), atMs: fc.nat(1_000) });
const additions = fc.array(addition, { minLength: 1, maxLength: 60 });

type Addition = { readonly path: Path; readonly tree: boolean; readonly atMs: number };

function filled(added: readonly Addition[]): DirtySet {
  const set = new DirtySet(limits);
  for (const { path, tree, atMs } of added) {
    if (tree) set.addTree(path, atMs);
    else set.addName(path, atMs);
  }
  return set;
}

function takenFrom(set: DirtySet): Dirty {
  const dirty = set.take();
  if (dirty === undefined) throw new Error('nothing was dirty');
  return dirty;
}

function pathsOf({ names, trees }: Dirty): { names: Path[]; trees: Path[] } {
  const each = [...names].flatMap(([directory, set]) => [...set].map((name) => joinPath(directory, name)));
  return { names: each, trees: [...trees] };
}

t.test('whatever was added is covered, and a tree is covered as a tree', async () => {
  fc.assert(
    fc.property(additions, (added) => {
      const dirty = pathsOf(takenFrom(filled(added)));
      return added.every(
        ({ path, tree }) =>
          dirty.trees.some((each) => isWithin(path, each)) ||
          (!tree && path !== ROOT && dirty.names.includes(path)),
      );
    }),
  );
});

t.test('memory is bounded whatever is added', async () => {
  fc.assert(
    fc.property(additions, (added) => {
      const set = filled(added);
      const { size } = set;
      const { names, trees } = takenFrom(set);
      const counts = [...names.values()].map((each) => each.size);
      const total = counts.reduce((sum, count) => sum + count, 0);
      return (
        size === total + trees.size &&
        total <= limits.names &&
        trees.size <= limits.trees &&
        counts.every((count) => count > 0 && count <= limits.namesPerDirectory)
      );
    }),
  );
});

t.test('nothing is named twice: no tree in a tree, no name in a tree', async () => {
  fc.assert(
    fc.property(additions, (added) => {
      const { names, trees } = pathsOf(takenFrom(filled(added)));
      const inside = (path: Path, tree: Path): boolean => path !== tree && isWithin(path, tree);
      return (
        trees.every((path) => !trees.some((tree) => inside(path, tree))) &&
        names.every((path) => !trees.some((tree) => isWithin(path, tree)))
      );
    }),
  );
});

t.test('what is taken is gone, and can be put back with its age', async () => {
  fc.assert(
    fc.property(additions, (added) => {
      const set = filled(added);
      const dirty = takenFrom(set);
      const emptied = set.isEmpty && set.size === 0 && set.sinceMs === undefined && set.take() === undefined;
      set.addAll(dirty);
      const oldest = Math.min(...added.map(({ atMs }) => atMs));
      return (
        emptied &&
        dirty.sinceMs === oldest &&
        set.sinceMs === oldest &&
        added.every((each) => set.covers(each.path))
      );
    }),
  );
});

t.test('a burst in one directory becomes that directory, and leaves the others alone', async (t) => {
  const set = new DirtySet(limits);
  set.addName(pathFromText('other/x'), 0);
  for (let index = 0; index < 100; index += 1) set.addName(pathFromText(`new/${index}`), index);
  const { names, trees } = pathsOf(takenFrom(set));
  t.same(trees, ['new']);
  t.same(names, ['other/x']);
});

t.test('bursts everywhere become the whole item', async (t) => {
  const set = new DirtySet(limits);
  for (let index = 0; index < 100; index += 1) set.addTree(pathFromText(`folder ${index}/x`), index);
  const { names, trees } = pathsOf(takenFrom(set));
  t.same(trees, [ROOT]);
  t.same(names, []);
});

t.test('a path of which all is dirty is no longer a name', async (t) => {
  const set = new DirtySet(limits);
  const folder = pathFromText('a/b');
  set.addName(folder, 1);
  set.addTree(folder, 2);
  const dirty = takenFrom(set);
  t.same([...dirty.trees], [folder]);
  t.equal(dirty.names.get(parentOf(folder))?.has(nameOf(folder)), undefined);
});

t.test('names can be taken out one by one; what is looked at as a whole stays', async (t) => {
  const set = new DirtySet(limits);
  const [a, b, inside] = ['a', 'b', 'tree/inside'].map((path) => pathFromText(path)) as [Path, Path, Path];
  set.addName(a, 5);
  set.addName(b, 7);
  set.addTree(pathFromText('tree'), 9);
  t.same([...set.paths()], [a, b]);
  for (const path of [a, a, inside]) set.remove(path);
  t.same([[...set.paths()], set.covers(a), set.covers(inside), set.size], [[b], false, true, 2]);
  t.equal(set.sinceMs, 5, 'its age is never told as less');
  set.remove(b);
  t.same(pathsOf(takenFrom(set)).trees, ['tree']);
  set.addName(a, 11);
  set.remove(a);
  t.same([set.isEmpty, set.sinceMs, set.take()], [true, undefined, undefined]);
});
