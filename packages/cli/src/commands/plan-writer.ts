import { jsonLine } from '@syncline/daemon/words';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

import type { PlannedOperation } from '@syncline/engine';
import { messageOf, usageError } from '@syncline/model';

import type { PlanHeader } from './plan-format.js';
import { planLine } from './plan-format.js';

/** Operations are written in pieces of this size, however many there are. */
const PIECE_CHARACTERS = 256 * 1024;

/**
 * Writes a plan: one JSON document with one operation a line. It is written beside its place and gets its name when it is
 * whole. Throws `usage` where that can't be done. It holds no secret, but names: only its owner can read it.
 */
export class PlanWriter {
  readonly #file: string;
  readonly #temp: string;
  readonly #descriptor: number;
  #open = true;
  #waiting = '';
  #count = 0;

  constructor(file: string) {
    this.#file = file;
    this.#temp = `${file}.part`;
    this.#descriptor = this.#try(() => openSync(this.#temp, 'w', 0o600));
  }

  /** Operations so far. */
  get count(): number {
    return this.#count;
  }

  begin(header: PlanHeader): void {
    this.#write(`${jsonLine(header).slice(0, -1)},"operations":[\n`);
  }

  add(operation: PlannedOperation): void {
    this.#write(`${this.#count === 0 ? '' : ',\n'}${jsonLine(planLine(operation))}`);
    this.#count += 1;
  }

  /** Gives the plan its name. */
  finish(): void {
    this.#write('\n]}\n', 0);
    this.#try(() => {
      this.#close();
      renameSync(this.#temp, this.#file);
    });
  }

  /** Leaves nothing behind, also of a plan that could not be finished. */
  discard(): void {
    this.#close();
    rmSync(this.#temp, { force: true });
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#descriptor);
  }

  #write(text: string, atMost = PIECE_CHARACTERS): void {
    this.#waiting += text;
    if (this.#waiting.length <= atMost) return;
    this.#try(() => writeAll(this.#descriptor, Buffer.from(this.#waiting)));
    this.#waiting = '';
  }

  #try<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (error) {
      throw usageError(
        `--out: the plan cannot be written: ${messageOf(error)}. Name a file in a folder that you may write`,
      );
    }
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}
