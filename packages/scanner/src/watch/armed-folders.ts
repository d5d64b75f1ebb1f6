import type { Path } from '@syncline/model';
import { parentOf, ROOT } from '@syncline/model';

interface Armed {
  readonly close: () => void;
  readonly children: Set<Path>;
}

/** The folders that are watched now, as a tree: one that goes takes along what is below it. */
export class ArmedFolders {
  readonly #folders = new Map<Path, Armed>();

  get count(): number {
    return this.#folders.size;
  }

  has(path: Path): boolean {
    return this.#folders.has(path);
  }

  add(path: Path, close: () => void): void {
    this.#folders.set(path, { close, children: new Set() });
    if (path !== ROOT) this.#folders.get(parentOf(path))?.children.add(path);
  }

  /** Stops watching a folder and those below it. Depth costs no stack. */
  remove(path: Path): void {
    if (path !== ROOT) this.#folders.get(parentOf(path))?.children.delete(path);
    const pending = [path];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const folder = this.#folders.get(next);
      if (folder === undefined) continue;
      this.#folders.delete(next);
      folder.close();
      pending.push(...folder.children);
    }
  }
}
