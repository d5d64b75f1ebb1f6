import type { Node } from './node.js';

/** A tree in which two names that differ in case alone are one: the first that was given stays. */
export class BlindMap extends Map<string, Node> {
  readonly #real = new Map<string, string>();

  override get(path: string): Node | undefined {
    return super.get(this.#nameOf(path));
  }

  override has(path: string): boolean {
    return super.has(this.#nameOf(path));
  }

  override set(path: string, node: Node): this {
    const name = this.#nameOf(path);
    this.#real.set(path.toLowerCase(), name);
    return super.set(name, node);
  }

  override delete(path: string): boolean {
    const deleted = super.delete(this.#nameOf(path));
    this.#real.delete(path.toLowerCase());
    return deleted;
  }

  #nameOf(path: string): string {
    return this.#real.get(path.toLowerCase()) ?? path;
  }
}
