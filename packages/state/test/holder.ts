import { once } from 'node:events';
import type { Journal } from '../src/index.js';
import type { Task } from './child.js';
import { open } from './journals.js';
import { commitNext } from './sequence.js';

/** Run by `child.ts`: holds a journal, or works on it until it is killed. */
const [state = '', task = 'hold'] = process.argv.slice(2) as [string, Task];

function tell(event: string, value?: unknown): void {
  process.send?.({ event, value });
}

function untilKilled(): Promise<never> {
  // A timer keeps the process alive; waiting for an event alone would not.
  setInterval(() => undefined, 1000);
  return new Promise(() => undefined);
}

const tasks: Readonly<Record<Task, (journal: Journal) => Promise<unknown>>> = {
  hold: untilKilled,
  open: untilKilled,
  commit: async (journal) => {
    for (;;) tell('committed', await commitNext(journal));
  },
  close: async (journal) => {
    for (let n = 0; n < 5; n += 1) tell('committed', await commitNext(journal));
    await journal.spill.put([{ key: 'a', value: 1 }]);
    tell('closing');
    await journal.close();
    tell('closed');
  },
};

tell('ready');
await once(process, 'message');
tell('opening');
const journal = await open(state);
tell('open', journal.origin);
await tasks[task](journal);
process.disconnect();
