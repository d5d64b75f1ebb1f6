import { renameSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { texts } from '../support/observe.ts';
import { file } from '../support/plant.ts';
import { folderOn, onEveryServer, type Side } from '../support/servers.ts';
import { around } from './around.ts';

const FILES = 6;
const NAMES = Array.from({ length: FILES }, (_, index) => `${index}`);

const filesOf = (text: (name: string) => string, mtime: number) =>
  Object.fromEntries(NAMES.map((name) => [name, file(text(name), { mtime })]));

/** Which version keeps the name is up to the contents: of so many files each machine has some. */
async function convergeAfterSameMoment(t: Test, hub: Side | undefined): Promise<void> {
  const moment = Math.floor(Date.now() / 1_000) - 600;
  const { machines, hub: folder, rounds, settled } = around(t, hub, ['A', 'B']);
  machines.A.plant(
    'source',
    filesOf(() => 'the text before', moment - 100_000),
  );
  await rounds(2);
  for (const name of ['A', 'B'] as const) {
    machines[name].plant(
      'source',
      filesOf((each) => `${each} on ${name}`, moment),
    );
  }
  await rounds(2);
  await settled(t);
  t.same(
    Object.values(texts(folder)).sort(),
    NAMES.flatMap((name) => [`${name} on A`, `${name} on B`]).sort(),
  );
}

async function convergeAfterRenamesOver(t: Test, hub: Side | undefined): Promise<void> {
  const moment = Math.floor(Date.now() / 1_000) - 600;
  const { machines, rounds, settled } = around(t, hub, ['A', 'B']);
  machines.A.plant(
    'source',
    filesOf((each) => `text ${each}`, moment),
  );
  await rounds(2);
  for (const [from, to] of [
    ['0', '1'],
    ['2', '3'],
  ] as const)
    renameSync(join(machines.A.source, from), join(machines.A.source, to));
  await rounds(3);
  await settled(t);
}

const TESTS = {
  'files of one size that two machines changed in the same moment are the same on all in the end':
    convergeAfterSameMoment,
  'a file that is renamed over one of the same size and time is the same on all in the end':
    convergeAfterRenamesOver,
};

function tests(t: Test, hub: () => Side | undefined): void {
  for (const [title, test] of Object.entries(TESTS)) void t.test(title, (t) => test(t, hub()));
}

t.test('a directory', async (t) => tests(t, () => undefined));

onEveryServer(t, (t, server) => tests(t, () => folderOn(server)));
