import { addAbortSignal, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import type { Context } from './context.js';

/** All of standard input as text. Throws once `signal` aborts: a person who typed nothing yet is not waited for. */
export function readInput({ stdin }: Pick<Context, 'stdin'>, signal: AbortSignal): Promise<string> {
  return text(addAbortSignal(signal, stdin instanceof Readable ? stdin : Readable.from(stdin)));
}
