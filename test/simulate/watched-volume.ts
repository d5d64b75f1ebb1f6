import type { VolumeOptions } from '@syncline/endpoint';
import { MemoryVolume } from '@syncline/endpoint';
import type { Path } from '@syncline/model';
import type { Random } from './random.ts';
import type { Directory, Node } from './tree.ts';
import type { Write } from './write-log.ts';
import { WriteLog } from './write-log.ts';

export interface WatchedOptions extends VolumeOptions {
  /** Keep what a power cut needs: what was written since the last flush. */
  readonly cuttable: boolean;
}

type NodeFor<Make extends 'createFile' | 'makeLink' | 'makeDirectory'> = ReturnType<MemoryVolume[Make]>;

/** A volume that counts its changes, and can tell what a power cut would leave of them. */
export class WatchedVolume extends MemoryVolume {
  #changes = 0;
  readonly #writes: WriteLog | undefined;
  /** A rename is one write, whatever it is made of. */
  #within = false;

  constructor(options: WatchedOptions) {
    super(options);
    this.#writes = options.cuttable ? new WriteLog(this.root!) : undefined;
  }

  /** How often it has changed: the same number twice, and nothing happened in between. */
  get changes(): number {
    return this.#changes;
  }

  /** All that was written is durable from now on. */
  flushed(): void {
    this.#writes?.flushed(this.root!);
  }

  /** What a power cut now would leave. The volume itself stays as it is. */
  afterCut(random: Random): Directory {
    if (this.#writes === undefined) throw new Error('this volume was not made to be cut');
    return this.#writes.afterCut(random);
  }

  override setRoot(root: Directory | undefined): void {
    super.setRoot(root);
    this.#changes += 1;
    if (root !== undefined) this.flushed();
  }

  override createFile(path: Path, mode?: number): NodeFor<'createFile'> {
    const file = super.createFile(path, mode);
    this.#note({ of: 'names', come: path, node: file });
    return file;
  }

  override makeLink(path: Path, target: string): NodeFor<'makeLink'> {
    const link = super.makeLink(path, target);
    this.#note({ of: 'names', come: path, node: link });
    return link;
  }

  override makeDirectory(path: Path, mode?: number): NodeFor<'makeDirectory'> {
    const directory = super.makeDirectory(path, mode);
    this.#note({ of: 'names', come: path, node: directory });
    return directory;
  }

  override makeSpecial(path: Path): void {
    super.makeSpecial(path);
    this.#note({ of: 'names', come: path, node: this.find(path)! });
  }

  override link(from: Path, to: Path): void {
    super.link(from, to);
    this.#note({ of: 'names', come: to, node: this.find(to)! });
  }

  override rename(from: Path, to: Path): void {
    const node = this.find(from)!;
    this.#within = true;
    try {
      super.rename(from, to);
    } finally {
      this.#within = false;
    }
    this.#note({ of: 'names', gone: from, come: to, node });
  }

  override unlink(path: Path): void {
    const node = this.find(path)!;
    super.unlink(path);
    this.#note({ of: 'names', gone: path, node });
  }

  override removeDirectory(path: Path): void {
    const node = this.find(path)!;
    super.removeDirectory(path);
    this.#note({ of: 'names', gone: path, node });
  }

  override setBytes(...[file, bytes]: Parameters<MemoryVolume['setBytes']>): void {
    super.setBytes(file, bytes);
    this.#note({ of: 'bytes', node: file, bytes });
  }

  override setTime(node: Node, mtime: number): void {
    super.setTime(node, mtime);
    this.#note({ of: 'time', node, mtime: node.mtime });
  }

  override setMode(node: Node, mode: number): void {
    super.setMode(node, mode);
    this.#note({ of: 'mode', node, mode: node.mode });
  }

  override setReadable(node: Node, readable: boolean): void {
    super.setReadable(node, readable);
    this.#changes += 1;
  }

  #note(write: Write): void {
    if (this.#within) return;
    this.#changes += 1;
    this.#writes?.add(write);
  }
}
