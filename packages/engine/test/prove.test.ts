import type { Path } from '@syncline/model';
import { pathFromText } from '@syncline/model';
import t from 'tap';
import { FAKE_TRAITS, fakeFile, fakeSide } from '../../endpoint/test/fake-side.js';
import { proveAbsences } from '../src/prove.js';
import type { Run } from '../src/run.js';
import { createTally } from '../src/tally.js';

const readme = pathFromText('Readme');

/** What is told of a name that the destination answers for, when it lists these. */
async function toldOf(listed: readonly string[]): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  const destination = fakeSide({
    traits: { ...FAKE_TRAITS, exactNames: false },
    look: async (path) => fakeFile({ name: path }),
    list: async (path) => ({
      path,
      entries: listed.map((name) => fakeFile({ name: pathFromText(name) })),
      complete: true,
      reserved: [],
    }),
  });
  async function* tops(): AsyncGenerator<readonly [Path, { absentOn: 'destination' }]> {
    yield [readme, { absentOn: 'destination' }];
  }
  const run = {
    sides: { source: fakeSide({}), destination },
    signal: new AbortController().signal,
    postponed: { tops: { iterate: tops } },
    tally: createTally(),
    undone: new Set(),
    dryRun: true,
    emit: ({ outcome }: { readonly outcome: unknown }) => void told.push(outcome),
  };
  const unproven = await proveAbsences(run as unknown as Run);
  t.ok(unproven.covers(readme), 'nothing is deleted');
  return told;
}

t.test('F4: a name that a side knows in another spelling alone is told as such', async (t) => {
  t.match(await toldOf(['README']), [
    { code: 'clash', message: /another spelling.*remove it on the source/ },
  ]);
  t.match(await toldOf(['other']), [{ code: 'unproven', message: /did not list it but knows it by name/ }]);
  t.match(await toldOf(['Readme']), [{ code: 'unproven' }], 'it came just now');
});
