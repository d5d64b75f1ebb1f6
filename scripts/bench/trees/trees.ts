import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { Place } from '../place.ts';
import type { MailSize, Scale } from '../scale.ts';
import { makeBig } from './big.ts';
import { makeMail } from './mail.ts';
import { makeWide } from './wide.ts';

/** Two trees that are alike, times included. Nobody may change them. */
export interface Pair {
  readonly source: string;
  readonly destination: string;
}

/** The seeded trees, each made at first use and kept to the end. Nobody may change them; `copyOf` gives one to change. */
export class Trees {
  readonly #place: Place;
  readonly #scale: Scale;
  readonly #say: (text: string) => void;
  readonly #made = new Map<string, string>();

  constructor(place: Place, scale: Scale, say: (text: string) => void) {
    this.#place = place;
    this.#scale = scale;
    this.#say = say;
  }

  mail(size: MailSize): string {
    return this.#once(`mail-${size.files}`, (path) => makeMail(path, size));
  }

  wide(): string {
    return this.#once('wide', (path) => makeWide(path, this.#scale.wide));
  }

  big(files: number, mebibytes: number): string {
    return this.#once(`big-${files}x${mebibytes}`, (path) => makeBig(path, files, mebibytes));
  }

  /** A tree and its twin. */
  pair(source: string): Pair {
    const destination = this.#once(`${source}-twin`, (path) => this.copyTo(source, path));
    return { source, destination };
  }

  /** A copy of a tree, times included, for one workload to change. */
  copyOf(tree: string, label: string): string {
    const path = this.#place.fresh(label);
    this.copyTo(tree, path);
    return path;
  }

  /** The same at a path that is given, for a server's root; its folders are made. */
  copyTo(tree: string, path: string): void {
    mkdirSync(path, { recursive: true });
    // Not joined: that would drop the dot, which stands for what is in the folder.
    const { status, stderr } = spawnSync('cp', ['-a', `${tree}/.`, path], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`copying ${tree} to ${path} failed: ${stderr}`);
  }

  #once(name: string, make: (path: string) => void): string {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const path = this.#place.fresh('tree');
    this.#say(`making ${name.replace(`${this.#place.directory}/`, '')}`);
    mkdirSync(path);
    make(path);
    this.#made.set(name, path);
    return path;
  }
}
