import { joinPath, nameOf, parentOf, type Name, type Path } from '@syncline/model';

import type { MemoryFile, MemoryVolume } from './volume.js';

/**
 * What somebody else does to a volume: the user, another program. Parents must exist; files are edited in place, as an
 * editor that keeps the inode does.
 */
export class VolumeHand {
  readonly #volume: MemoryVolume;

  constructor(volume: MemoryVolume) {
    this.#volume = volume;
  }

  putFile(path: Path, bytes: Buffer | string): void {
    const found = this.#volume.find(path);
    const file = found?.kind === 'file' ? found : this.#volume.createFile(path);
    this.#volume.setBytes(file, Buffer.from(bytes));
  }

  putDirectory(path: Path): void {
    this.#volume.makeDirectory(path);
  }

  putLink(path: Path, target: string): void {
    this.#volume.makeLink(path, target);
  }

  putSpecial(path: Path): void {
    this.#volume.makeSpecial(path);
  }

  rename(from: Path, to: Path): void {
    this.#volume.rename(from, to);
  }

  setMtime(path: Path, mtime: number): void {
    const node = this.#volume.find(path);
    if (node !== undefined) this.#volume.setTime(node, mtime);
  }

  setMode(path: Path, mode: number): void {
    const node = this.#volume.find(path);
    if (node !== undefined) this.#volume.setMode(node, mode);
  }

  setReadable(path: Path, readable: boolean): void {
    const node = this.#volume.find(path);
    if (node !== undefined) this.#volume.setReadable(node, readable);
  }

  /** A file, a link, or a directory with all that is in it. Nothing there: nothing to do. */
  remove(path: Path): void {
    const pending: Path[] = [path];
    while (pending.length > 0) {
      const top = pending.at(-1)!;
      const node = this.#volume.find(parentOf(top)) === undefined ? undefined : this.#volume.find(top);
      if (node?.kind === 'directory' && node.children.size > 0) {
        for (const name of node.children.keys()) pending.push(joinPath(top, name));
        continue;
      }
      pending.pop();
      if (node?.kind === 'directory') this.#volume.removeDirectory(top);
      else if (node !== undefined) this.#volume.unlink(top);
    }
  }

  /** The bytes of a file, undefined for anything else. */
  read(path: Path): Buffer | undefined {
    const node = this.#fileAt(path);
    return node && Buffer.from(node.bytes);
  }

  /** All names in a directory, reserved ones too, in order. */
  list(path: Path): Name[] {
    return this.#volume.names(path);
  }

  #fileAt(path: Path): MemoryFile | undefined {
    const node = this.#volume.directory(parentOf(path)).children.get(nameOf(path));
    return node?.kind === 'file' ? node : undefined;
  }
}
