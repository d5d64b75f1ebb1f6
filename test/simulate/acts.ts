import type { VolumeHand } from '@syncline/endpoint';
import type { Name, Path } from '@syncline/model';
import { isWithin, joinPath, nameOf, parentOf, ROOT } from '@syncline/model';
import type { Standing } from './tree.ts';
import type { WatchedVolume } from './watched-volume.ts';

/** What an edit is done to and with. */
export interface Hand {
  readonly volume: WatchedVolume;
  /** A version that nobody has seen before, of this many bytes or a few more. */
  newVersion(bytes: number): string;
  /** A version stands in a second place by a user's hand. */
  noteCopy(path: Path): void;
  /** How this side's names sort, if not by their bytes: by what they would be with the sides as the history names them. */
  readonly sortKey: ((path: Path) => string) | undefined;
  /** Users give names that start with a dot, too. */
  readonly dotNames: boolean;
}

const MODES = [0o644, 0o600, 0o755];
/** Of a directory that others are made in. */
export const MAX_DEPTH = 3;
const MAX_ENTRIES = 24;

/** Does something to a side, where that can be done. */
export type Act = (edit: Scene) => void;

/** What an act works with. */
export interface Scene extends Hand {
  readonly hand: VolumeHand;
  readonly numbers: readonly [number, number, number];
  readonly all: readonly Path[];
  /** The names that users give. */
  readonly names: readonly Name[];
  pick(number: number, accepts: (standing: Accepted) => boolean): Path | undefined;
  /** A name in some directory, whether it is in use or not. */
  place(number: number): Path | undefined;
  size(number: number): number;
}

type Accepted = Pick<Standing, 'kind' | 'readable'>;

const isFile = ({ kind }: Accepted): boolean => kind === 'file';
const isLink = ({ kind }: Accepted): boolean => kind === 'link';
export const isDirectory = ({ kind }: Accepted): boolean => kind === 'directory';
const any = (): boolean => true;

/** What somebody may do, by its name. */
export const ACTS = {
  create(scene) {
    const path = scene.place(scene.numbers[0]);
    if (path !== undefined && scene.volume.find(path) === undefined && scene.all.length < MAX_ENTRIES)
      put(scene, path, scene.size(scene.numbers[1]));
  },
  /** As an editor that keeps the inode does. */
  edit(scene) {
    const path = scene.pick(scene.numbers[0], isFile);
    if (path !== undefined) put(scene, path, scene.size(scene.numbers[1]));
  },
  editSameSize(scene) {
    const path = scene.pick(scene.numbers[0], isFile);
    if (path !== undefined) put(scene, path, scene.hand.read(path)!.length);
  },
  /** The content changes, size and time do not. */
  editInSecret(scene) {
    const path = scene.pick(scene.numbers[0], isFile);
    if (path === undefined) return;
    const { mtime } = scene.volume.find(path)!;
    put(scene, path, scene.hand.read(path)!.length);
    scene.hand.setMtime(path, mtime);
  },
  /** As an editor does that writes a new file and renames it over the old one. */
  editByRename(scene) {
    const path = scene.pick(scene.numbers[0], isFile);
    const temp = path && freeBeside(scene, path);
    if (path === undefined || temp === undefined) return;
    put(scene, temp, scene.size(scene.numbers[1]));
    scene.hand.rename(temp, path);
  },
  touch(scene) {
    const path = scene.pick(scene.numbers[0], isFile);
    if (path !== undefined)
      scene.hand.setMtime(path, scene.volume.now() - (scene.numbers[1] % 3) * 3_600_000_000);
  },
  chmod(scene) {
    const path = scene.pick(scene.numbers[0], isFile);
    if (path !== undefined) scene.hand.setMode(path, MODES[scene.numbers[1] % MODES.length]!);
  },
  remove(scene) {
    const path = scene.pick(scene.numbers[0], any);
    if (path !== undefined) scene.hand.remove(path);
  },
  removeFile(scene) {
    const path = scene.pick(scene.numbers[0], isFile);
    if (path !== undefined) scene.hand.remove(path);
  },
  rename(scene) {
    moveTo(scene, scene.pick(scene.numbers[0], isFile), scene.place(scene.numbers[1]));
  },
  renameDirectory(scene) {
    moveTo(scene, scene.pick(scene.numbers[0], isDirectory), scene.place(scene.numbers[1]));
  },
  swap(scene) {
    const [left, right] = [scene.pick(scene.numbers[0], any), scene.pick(scene.numbers[1], any)];
    if (left === undefined || right === undefined || isWithin(left, right) || isWithin(right, left)) return;
    const between = freeBeside(scene, left);
    if (between === undefined) return;
    scene.hand.rename(left, between);
    scene.hand.rename(right, left);
    scene.hand.rename(between, right);
  },
  /** a → b → c, the last one first; at times there is a new a then, as of a log. */
  chain(scene) {
    const [first, second] = [scene.pick(scene.numbers[0], isFile), scene.pick(scene.numbers[1], isFile)];
    if (first === undefined || second === undefined || first === second) return;
    moveTo(scene, second, scene.place(scene.numbers[2]));
    if (scene.volume.find(second) !== undefined) return;
    scene.hand.rename(first, second);
    if (scene.numbers[2] % 2 === 0) put(scene, first, scene.size(scene.numbers[1]));
  },
  toDirectory(scene) {
    const path = scene.pick(scene.numbers[0], (standing) => !isDirectory(standing));
    if (path === undefined || depthOf(path) >= MAX_DEPTH) return;
    scene.hand.remove(path);
    scene.hand.putDirectory(path);
    if (scene.numbers[1] % 2 === 0) put(scene, joinPath(path, nameFor(scene, scene.numbers[2])), 4);
  },
  toFile(scene) {
    const path = scene.pick(scene.numbers[0], (standing) => !isFile(standing));
    if (path === undefined) return;
    scene.hand.remove(path);
    put(scene, path, scene.size(scene.numbers[1]));
  },
  toLink(scene) {
    const path = scene.pick(scene.numbers[0], any);
    if (path === undefined) return;
    scene.hand.remove(path);
    scene.hand.putLink(path, scene.newVersion(3 + (scene.numbers[1] % 2)));
  },
  link(scene) {
    const path = scene.place(scene.numbers[0]);
    if (path !== undefined && scene.volume.find(path) === undefined)
      scene.hand.putLink(path, scene.newVersion(4));
  },
  retarget(scene) {
    const path = scene.pick(scene.numbers[0], isLink);
    if (path === undefined) return;
    scene.hand.remove(path);
    scene.hand.putLink(path, scene.newVersion(4));
  },
  makeDirectory(scene) {
    const path = scene.place(scene.numbers[0]);
    if (path === undefined || scene.volume.find(path) !== undefined || depthOf(path) >= MAX_DEPTH) return;
    scene.hand.putDirectory(path);
    if (scene.numbers[1] % 2 === 0) put(scene, joinPath(path, nameFor(scene, scene.numbers[2])), 4);
  },
  /** A socket, FIFO or device. */
  special(scene) {
    const path = scene.place(scene.numbers[0]);
    if (path !== undefined && scene.volume.find(path) === undefined) scene.hand.putSpecial(path);
  },
  /** Nobody may read it any more. */
  lock(scene) {
    const path = scene.pick(scene.numbers[0], ({ kind }) => kind === 'file' || kind === 'directory');
    if (path !== undefined) scene.hand.setReadable(path, false);
  },
  unlock(scene) {
    const path = scene.pick(scene.numbers[0], ({ readable }) => !readable);
    if (path !== undefined) scene.hand.setReadable(path, true);
  },
  hardLink(scene) {
    const [from, to] = [scene.pick(scene.numbers[0], isFile), scene.place(scene.numbers[1])];
    if (from !== undefined && to !== undefined && scene.volume.find(to) === undefined)
      scene.volume.link(from, to);
  },
  copy(scene) {
    const [from, to] = [scene.pick(scene.numbers[0], isFile), scene.place(scene.numbers[1])];
    if (from === undefined || to === undefined || scene.volume.find(to) !== undefined) return;
    scene.noteCopy(from);
    scene.hand.putFile(to, scene.hand.read(from)!);
    if (scene.numbers[2] % 2 === 0) scene.hand.setMtime(to, scene.volume.find(from)!.mtime);
  },
} satisfies Record<string, Act>;

export type EditKind = keyof typeof ACTS;

function put(scene: Scene, path: Path, bytes: number): void {
  scene.hand.putFile(path, Buffer.from(scene.newVersion(bytes), 'latin1'));
}

function nameFor({ names }: Scene, number: number): Name {
  return names[number % names.length]!;
}

/** A file or link replaces a file or link; a directory takes only a free name, and not one below itself. */
function moveTo({ volume, hand }: Scene, from: Path | undefined, to: Path | undefined): void {
  if (from === undefined || to === undefined || from === to || isWithin(to, from)) return;
  const [moving, replaced] = [volume.find(from), volume.find(to)];
  if (replaced?.kind === 'directory' || (replaced !== undefined && moving?.kind === 'directory')) return;
  hand.rename(from, to);
}

function freeBeside({ volume }: Scene, path: Path): Path | undefined {
  const candidates = ['y', 'z'].map((name) => joinPath(parentOf(path), `${nameOf(path)}${name}` as Path));
  return candidates.find((candidate) => volume.find(candidate) === undefined);
}

export function depthOf(path: Path): number {
  return path === ROOT ? 0 : path.split('/').length;
}
