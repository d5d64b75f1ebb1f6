import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { start } from '../support/cli.ts';
import { noise, plant } from '../support/plant.ts';
import { files, gone, two, type Two } from './two.ts';

/** What runs while `work` is done: a run of the pair that takes long, on the real lock. */
async function meanwhile(pair: Two, work: () => Promise<void>): Promise<void> {
  plant(pair.source, { large: noise(20 * 1024 * 1024) });
  const args = [
    'sync',
    pair.source,
    pair.destination,
    '--mode',
    'two-way',
    '--state',
    pair.state,
    '--bandwidth',
    '256k',
  ];
  const running = start(args, { env: { HOME: pair.root } });
  while (!readdirSync(pair.destination).some((name) => name.endsWith('.tmp'))) await sleep(20);
  try {
    await work();
  } finally {
    running.child.kill('SIGTERM');
    await running.ended;
  }
}

t.test('while the item runs, questions are answered and changes wait: exit 5', async (t) => {
  const pair = two(t, { source: { ...files(15), keep: 'k' } });
  await pair.on('sync');
  plant(pair.source, { keep: 'changed' });
  await pair.on('sync');
  const [run] = pair.runs('destination');
  plant(pair.source, gone(files(15)));
  await pair.on('sync');
  const id = String((await pair.json('holds')).lines[0]?.id);
  await meanwhile(pair, async () => {
    t.match(await pair.on('trash undo', run!), { exit: 5, stderr: /already being synchronized by/ });
    t.match(await pair.on('trash restore', run!, 'keep'), { exit: 5 });
    t.match(await pair.bare('holds', 'approve', id), { exit: 5 });
    t.match(await pair.bare('holds', 'drop', id), { exit: 5 });
    t.match(await pair.on('why', 'f1'), { exit: 0, stdout: new RegExp(`hold +${id}`) });
    t.match(await pair.on('holds'), { exit: 0, stdout: new RegExp(id) });
    t.match(await pair.on('trash list'), { exit: 0, stdout: /keep/ });
    t.match(await pair.on('sync', '--dry-run'), {
      exit: 5,
      stderr: `${pair.source} -> ${pair.destination} is already being synchronized by process`,
    });
    t.match(await pair.on('plan', '--out', `${pair.root}/plan`), { exit: 3 });
    t.ok(existsSync(`${pair.root}/plan`));
    t.match(await pair.bare('apply', `${pair.root}/plan`), { exit: 5 });
  });
});
