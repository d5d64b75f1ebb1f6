import { Writable } from 'node:stream';

import { SynclineError } from '@syncline/model';

import type { Context } from './context.js';

/** How to ask a person something in secret, or undefined where no terminal is on both ends. */
export function secretPrompt(
  context: Pick<Context, 'stdin' | 'stderr'>,
): ((question: string) => Promise<string>) | undefined {
  const { stdin, stderr } = context;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  return (question) => askSecret(stdin, stderr, question);
}

/** The line that was typed, without the terminal showing it. Ctrl-C and Ctrl-D: throws `interrupted`. */
async function askSecret(
  stdin: Context['stdin'],
  stderr: Context['stderr'],
  question: string,
): Promise<string> {
  // Hardly a run asks, and it takes a while to load.
  const { createInterface } = await import('node:readline');
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  stderr.write(question);
  return new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () =>
      reject(new SynclineError('interrupted', 'no password was given', { scope: 'item' })),
    );
  }).finally(() => {
    lines.close();
    stderr.write('\n');
  });
}
