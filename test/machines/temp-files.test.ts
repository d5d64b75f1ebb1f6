import { join } from 'node:path';
import t, { type Test } from 'tap';
import { texts, temps } from '../support/observe.ts';
import { only } from '../support/only.ts';
import { pair, type Pair } from '../support/pair.ts';
import { noise } from '../support/plant.ts';
import { folderOn, onEveryServer, type Side } from '../support/servers.ts';
import { tempAppears } from '../support/watch.ts';

/**
 * Machines that have folders of one name in step with one folder of a server: their items have the same addresses, and they
 * know nothing of each other. Here each is a state directory.
 */
const on = (the: Pair, machine: string): readonly string[] => [
  '--mode',
  'two-way',
  '--state',
  join(the.root, machine),
];

/** Takes some seconds. */
const LARGE = { large: noise(6_000_000), note: 'text' };
const SLOWLY = ['--bandwidth', '2MiB/s'];

async function leavesTempOfAnother(t: Test, hub: Side | undefined): Promise<void> {
  const the = pair(t, undefined, hub, { source: LARGE });
  const one = the.begin(...on(the, 'one'), ...SLOWLY);
  const name = await tempAppears(the.destination);
  one.child.kill('SIGSTOP');
  try {
    t.match(await the.run(...on(the, 'another'), '--ignore', '^large$'), { exit: 0 });
    t.same(temps(the.destination), [name]);
  } finally {
    one.child.kill('SIGCONT');
  }
  t.match(await the.finish(one), { exit: 0, summary: { failed: 0 } });
  t.same(texts(the.destination), texts(the.source));
  t.same(temps(the.destination), []);
}

async function removesItsOwn(t: Test, hub: Side | undefined): Promise<void> {
  const the = pair(t, undefined, hub, { source: LARGE });
  const one = the.begin(...on(the, 'one'), ...SLOWLY);
  const name = await tempAppears(the.destination);
  one.child.kill('SIGKILL');
  await one.ended;
  await the.run(...on(the, 'another'), '--ignore', '^large$');
  t.same(temps(the.destination), [name], 'another machine cannot know that it is dead');
  t.match(await the.run(...on(the, 'one'), '--ignore', '^large$'), { exit: 0, lines: only([]) });
  t.same(temps(the.destination), []);
}

const LEAVES = 'the temp file that another machine is writing is left, though its addresses are the same';
const REMOVES = 'a temp file that a killed run left is removed by the next run of the machine that made it';

t.test('a directory', async (t) => {
  t.test(LEAVES, (t) => leavesTempOfAnother(t, undefined));
  t.test(REMOVES, (t) => removesItsOwn(t, undefined));
});

onEveryServer(t, (t, server) => {
  t.test(LEAVES, (t) => leavesTempOfAnother(t, folderOn(server)));
  t.test(REMOVES, (t) => removesItsOwn(t, folderOn(server)));
});
