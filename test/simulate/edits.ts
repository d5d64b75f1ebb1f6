import { VolumeHand } from '@syncline/endpoint';
import type { Name, Path, Side } from '@syncline/model';
import { compareBytes, joinPath, ROOT } from '@syncline/model';
import type { Act, EditKind, Hand, Scene } from './acts.ts';
import { ACTS, depthOf, isDirectory, MAX_DEPTH } from './acts.ts';
import type { Random } from './random.ts';
import { treeOf } from './tree.ts';

/**
 * Something that somebody else does to a side. The numbers choose among what is there when it is done, so that an
 * edit means something whatever was left out before it.
 */
export interface Edit {
  readonly side: Side;
  readonly kind: EditKind;
  readonly numbers: readonly [number, number, number];
}

const NAMES = ['a', 'b', 'c', 'd.txt', 'e'] as readonly string[] as readonly Name[];
const DOT_NAMES = ['a', '.b', '.c', 'd.txt', '.e'] as readonly string[] as readonly Name[];
const SIZES = [4, 4, 4, 7, 12];

/** How often each kind is drawn. */
const WEIGHTS: Readonly<Record<EditKind, number>> = {
  create: 8,
  edit: 4,
  editSameSize: 3,
  editInSecret: 1,
  editByRename: 2,
  touch: 2,
  chmod: 1,
  remove: 3,
  removeFile: 3,
  rename: 4,
  renameDirectory: 4,
  swap: 2,
  chain: 2,
  toDirectory: 2,
  toFile: 2,
  toLink: 1,
  link: 1,
  retarget: 1,
  makeDirectory: 4,
  special: 1,
  lock: 1,
  unlock: 2,
  hardLink: 1,
  copy: 2,
};
const URN = (Object.keys(WEIGHTS) as EditKind[]).flatMap((kind) =>
  Array.from({ length: WEIGHTS[kind] }, () => kind),
);
const RENAMES: ReadonlySet<EditKind> = new Set([
  'rename',
  'renameDirectory',
  'swap',
  'chain',
  'hardLink',
  'editByRename',
]);
const OPEN_URN = URN.filter((kind) => kind !== 'editInSecret');
const SECRETIVE_URN = URN.filter((kind) => !RENAMES.has(kind));

/** `secretive`: with edits that keep size and time, and without renames. */
export function drawEdit(random: Random, secretive: boolean): Edit {
  const side = random.chance(0.5) ? 'source' : 'destination';
  return {
    side,
    kind: random.pick(secretive ? SECRETIVE_URN : OPEN_URN),
    numbers: [random.next(), random.next(), random.next()],
  };
}

export function applyEdit({ kind, numbers }: Edit, by: Hand): void {
  const tree = treeOf(by.volume);
  const names = by.dotNames ? DOT_NAMES : NAMES;
  const all = [...tree.keys()].sort(inOrderOf(by.sortKey));
  const choose = <T>(choices: readonly T[], number: number): T | undefined =>
    choices[number % choices.length];
  const scene: Scene = {
    ...by,
    hand: new VolumeHand(by.volume),
    numbers,
    all,
    names,
    pick: (number, accepts) =>
      choose(
        all.filter((path) => accepts(tree.get(path)!)),
        number,
      ),
    place: (number) => {
      const directories = [
        ROOT,
        ...all.filter((path) => isDirectory(tree.get(path)!) && depthOf(path) < MAX_DEPTH),
      ];
      return joinPath(choose(directories, number)!, choose(names, number >>> 8)!);
    },
    size: (number) => choose(SIZES, number)!,
  };
  (ACTS[kind] as Act)(scene);
}

function inOrderOf(sortKey: Hand['sortKey']): (left: Path, right: Path) => number {
  return sortKey === undefined ? compareBytes : (left, right) => compareBytes(sortKey(left), sortKey(right));
}
