import { systemCode } from '@syncline/model';

/** Where text goes: the part of `process.stdout` and `process.stderr` that is used. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
  write(text: string, done?: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'drain', listener: () => void): unknown;
}

/** The reader has seen enough, as `head` does: nothing to complain about. */
export function isClosedPipe(reason: unknown): boolean {
  return systemCode(reason) === 'EPIPE';
}

/** Whether a line on this output can be drawn again in place. */
export function canRedraw(output: Output, env: NodeJS.ProcessEnv): boolean {
  return output.isTTY === true && env['TERM'] !== 'dumb';
}
