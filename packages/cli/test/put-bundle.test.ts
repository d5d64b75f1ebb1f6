import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { putBundle } from '../../../scripts/bundle/put.mjs';

const DAY_S = 86_400;

function age(bundle: string, days: number): void {
  for (const name of readdirSync(bundle)) {
    const seconds = statSync(join(bundle, name)).mtimeMs / 1_000 - days * DAY_S;
    utimesSync(join(bundle, name), seconds, seconds);
  }
}

/** Names of the parts. */
const partsIn = (bundle: string): readonly string[] =>
  readdirSync(bundle)
    .filter((name) => name !== '.npmignore')
    .sort();

const bundleOf = (...others: readonly string[]) =>
  ['main', ...others].map((name) => ({ name, contents: `${name} of ${others.join()}` }));

t.test('parts that were replaced stay for a day, however old they were', async (t) => {
  const bundle = join(t.testdir(), 'bundle');
  putBundle(bundle, 'main', bundleOf('a', 'kept'));
  age(bundle, 30);
  putBundle(bundle, 'main', bundleOf('b', 'kept'));
  t.same(partsIn(bundle), ['a', 'b', 'kept', 'main']);
  t.equal(readFileSync(join(bundle, 'main'), 'utf8'), 'main of b,kept');
  age(bundle, 0.9);
  putBundle(bundle, 'main', bundleOf('c', 'kept'));
  t.same(partsIn(bundle), ['a', 'b', 'c', 'kept', 'main']);
  age(bundle, 0.2);
  putBundle(bundle, 'main', bundleOf('c', 'kept'));
  t.same(partsIn(bundle), ['b', 'c', 'kept', 'main'], 'a was replaced more than a day ago');
});
