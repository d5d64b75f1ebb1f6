import { closeSync, constants, fstatSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

import { systemCode } from '@syncline/model';
import { noRegularFile, notWritable } from './log-trouble.js';

/** A pipe that nobody reads would keep everything waiting. */
const APPEND_AT_ONCE = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/** Readable by a group of administrators; the names of files are nobody else's business. */
const LOG_MODE = 0o640;

export interface ItemLogOptions {
  /** A file that would grow beyond this is set aside as `FILE.1`, and a new one is begun. */
  readonly maxBytes: number;
  /** Files that are set aside and kept: `FILE.1`, the newest, to `FILE.<keep>`. */
  readonly keep: number;
  /** Told once when the file can't be written; the log is silent from then on, and what is logged goes on. */
  readonly onFailure: (message: string) => void;
}

/** Ten megabytes are a hundred thousand operations; six of them fill no disk. */
export const ITEM_LOG_LIMITS = { maxBytes: 10 * 1024 * 1024, keep: 5 } as const;

/** A text file that lines are appended to, rotated by size. Lines reach the file at the next turn of the event loop. */
export class ItemLog {
  readonly #file: string;
  readonly #options: ItemLogOptions;
  #descriptor: number | undefined;
  #waiting: string[] = [];
  #flushing: NodeJS.Immediate | undefined;

  constructor(file: string, options: ItemLogOptions) {
    this.#file = file;
    this.#options = options;
    this.#try(() => this.#open());
  }

  /** Appends one line. */
  line(text: string): void {
    if (this.#descriptor === undefined) return;
    this.#waiting.push(text);
    this.#flushing ??= setImmediate(() => this.#flush());
  }

  /** Writes what waits, and lets the file go. */
  close(): void {
    this.#flush();
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    if (this.#waiting.length === 0 || this.#descriptor === undefined) return;
    const bytes = Buffer.from(`${this.#waiting.join('\n')}\n`);
    this.#waiting = [];
    this.#try(() => this.#append(bytes));
  }

  #append(bytes: Buffer): void {
    if (!this.#isInPlace()) this.#openAnew();
    const { size } = fstatSync(this.#descriptor!);
    if (size > 0 && size + bytes.length > this.#options.maxBytes) this.#rotate();
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor!, bytes, at);
  }

  /** Somebody else may rotate the file, or remove it: another item that has the same one, or a person. */
  #isInPlace(): boolean {
    const there = statSync(this.#file, { throwIfNoEntry: false });
    const { dev, ino } = fstatSync(this.#descriptor!);
    return there?.ino === ino && there.dev === dev;
  }

  #openAnew(): void {
    closeSync(this.#descriptor!);
    this.#descriptor = undefined;
    this.#open();
  }

  #rotate(): void {
    const { keep } = this.#options;
    for (let number = keep - 1; number >= 1; number -= 1)
      renameIfThere(`${this.#file}.${number}`, `${this.#file}.${number + 1}`);
    renameIfThere(this.#file, `${this.#file}.1`);
    this.#openAnew();
  }

  #open(): void {
    this.#descriptor = openSync(this.#file, APPEND_AT_ONCE, LOG_MODE);
    if (!fstatSync(this.#descriptor).isFile()) throw noRegularFile();
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.#descriptor !== undefined) closeSync(this.#descriptor);
      this.#descriptor = undefined;
      this.#waiting = [];
      this.#options.onFailure(notWritable(this.#file, error));
    }
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}
