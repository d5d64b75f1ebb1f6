import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { Task } from './child.js';
import { Child } from './child.js';
import { inItem, open, withState } from './journals.js';
import { isPrefix, lastCommit } from './sequence.js';

/** When the process is killed: so many rounds of a task, counted from an event, after 0 to `withinMs`. */
const plans: readonly {
  readonly task: Task;
  readonly after: string;
  readonly rounds: number;
  readonly withinMs: number;
}[] = [
  { task: 'commit', after: 'open', rounds: 20, withinMs: 60 },
  { task: 'open', after: 'opening', rounds: 12, withinMs: 40 },
  { task: 'close', after: 'closing', rounds: 12, withinMs: 12 },
];

for (const { task, after, rounds, withinMs } of plans) {
  void t.test(
    `K1 K2 killed ${rounds} times, up to ${withinMs} ms after "${after}": no commit is lost`,
    async (t) => {
      await withState(async (state) => {
        let known = 0;
        for (let round = 0; round < rounds; round += 1) {
          const child = new Child(state, task);
          await child.until('ready');
          child.start();
          await child.until(after);
          await delay((withinMs * round) / rounds);
          await child.kill();
          for (const { event, value } of child.told) {
            if (event === 'committed') known = Math.max(known, value as number);
            if (event === 'open') t.match(value, { state: round === 0 ? 'new' : /new|intact/ });
          }
          // Every third time the next process meets what the killed one left; otherwise it is looked at here.
          if (round % 3 === 2) continue;
          await using journal = await open(state);
          t.match(journal.origin, { state: known > 0 ? 'intact' : /new|intact/ });
          t.ok(lastCommit(journal) >= known, `ends with commit ${lastCommit(journal)}, told were ${known}`);
          t.ok(await isPrefix(journal), 'the rows are those of the commits up to the last one');
          known = lastCommit(journal);
        }
        await (await open(state)).close();
        t.same((await readdir(inItem(state))).sort(), ['header.json', 'journal', 'lock']);
      });
    },
  );
}
