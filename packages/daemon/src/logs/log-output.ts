import { writeSync } from 'node:fs';
import { messageOf, systemCode } from '@syncline/model';

/** Where the daemon's log goes, a line at a time. */
export interface LogOutput {
  /** Never throws, and keeps nothing: a line that cannot be written now (a full disk, a reader that has gone) is lost. */
  write(line: string): void;
}

export interface LogOutputOptions {
  readonly descriptor: number;
  /** It can be written again: so many lines were lost, and why. May write itself. */
  readonly onBack: (lost: number, because: string) => void;
  /** `writeSync` of Node. */
  readonly write?: (descriptor: number, bytes: Uint8Array) => number;
}

/** A pipe whose reader is busy is waited for, and the daemon's work with it: once so long, and then not until it takes lines again. */
const PATIENCE_MS = 1_000;
const PAUSE_MS = 10;

/**
 * INVARIANT: a log that cannot be written costs its lines and nothing else: no memory, no work, and not the daemon's end. It is
 * tried again with each line.
 */
export function createLogOutput({ descriptor, onBack, write = writeSync }: LogOutputOptions): LogOutput {
  let lost = 0;
  let because = '';
  let endsInLine = false;

  const writeWhole = (bytes: Uint8Array): void => {
    let untilMs: number | undefined;
    for (let at = 0; at < bytes.length;) {
      try {
        at += write(descriptor, bytes.subarray(at));
        endsInLine = at < bytes.length;
      } catch (error) {
        untilMs ??= performance.now() + (lost === 0 ? PATIENCE_MS : 0);
        if (systemCode(error) !== 'EAGAIN' || performance.now() >= untilMs) throw error;
        pause();
      }
    }
  };

  return {
    write(line) {
      try {
        // What was cut off is no line; the one after it is.
        writeWhole(Buffer.from(endsInLine ? `\n${line}` : line));
      } catch (error) {
        lost += 1;
        because = messageOf(error);
        return;
      }
      if (lost === 0) return;
      const before = lost;
      lost = 0;
      onBack(before, because);
    },
  };
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
