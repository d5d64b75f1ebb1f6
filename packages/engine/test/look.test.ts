import type { Endpoint } from '@syncline/endpoint';
import type { Side } from '@syncline/model';
import { pathFromText, ROOT } from '@syncline/model';
import { compileIgnore, NOTHING_LEFT_OUT } from '@syncline/scanner';
import t from 'tap';
import { FAKE_TRAITS, fakeFile, fakeSide } from '../../endpoint/test/fake-side.js';
import { lookAt } from '../src/look.js';
import { placeOnBoth } from '../src/place.js';
import type { Run } from '../src/run.js';

const [foo, known] = ['foo', 'known'].map(pathFromText) as [
  ReturnType<typeof pathFromText>,
  ReturnType<typeof pathFromText>,
];

const ALL = { ignore: compileIgnore([]), recursive: true, leftOut: NOTHING_LEFT_OUT };

/** Lists these, and answers for them; `blind`: for every name. */
function answering(names: readonly string[], exactNames: boolean, blind = !exactNames): Endpoint {
  const entries = names.map((name) => fakeFile({ name: pathFromText(name) }));
  return fakeSide({
    traits: { ...FAKE_TRAITS, exactNames },
    look: async (path) =>
      blind || names.includes(path) ? fakeFile({ name: path }) : { kind: 'absent', name: path },
    list: async (path) => ({ path, entries, complete: true, reserved: [] }),
  });
}

async function seenOn(side: Side, destination: Endpoint): Promise<readonly string[]> {
  const run: Pick<Run, 'sides' | 'selection' | 'writable' | 'signal'> & { readonly journal: unknown } = {
    sides: { source: answering([], true, true), destination },
    selection: { source: ALL, destination: ALL },
    writable: ['destination'],
    journal: { get: (path: unknown) => (path === known ? {} : undefined) },
    signal: new AbortController().signal,
  };
  const place = { ...placeOnBoth(ROOT), scope: { names: new Set([foo, known]), trees: new Set<never>() } };
  const seen = await lookAt(place, [], run as unknown as Run);
  return seen[side].entries.map(({ name }) => name);
}

t.test('F4: what a side that is blind to case answers for a new name counts if it is listed', async (t) => {
  t.same(
    await seenOn('destination', answering(['Foo'], false)),
    ['known'],
    'the journal knows the other one',
  );
  t.same(await seenOn('destination', answering(['foo'], false)), ['foo', 'known']);
  t.same(
    await seenOn('source', answering(['Foo'], false)),
    ['foo', 'known'],
    'its watch tells names as they are',
  );
  t.same(
    await seenOn('destination', answering(['Foo'], true, true)),
    ['known'],
    'a directory may be blind to case where the rest of the side is not',
  );
});

t.test('a directory that tells upper from lower case is not listed for a new name', async (t) => {
  let listed = 0;
  const exact = answering(['foo', 'known'], true);
  const counting: Endpoint = {
    ...exact,
    list: (...args) => {
      listed += 1;
      return exact.list(...args);
    },
  };
  t.same(await seenOn('destination', counting), ['foo', 'known']);
  t.equal(listed, 0);
});
