import type { Addressed, Mode } from '@syncline/model';
import { THIS_MACHINE } from '@syncline/state';
import { resolve } from 'node:path';
import t from 'tap';
import { touchedBy } from '../src/touched.js';
import { directory, ftp } from './support.js';

const touched = (source: Addressed, destination: Addressed, mode: Mode = 'clone') =>
  touchedBy({ mode, source: { endpoint: source }, destination: { endpoint: destination } });

for (const [mode, writes] of [
  ['simple', [false, true]],
  ['clone', [false, true]],
  ['two-way', [true, true]],
] as const)
  t.test(`an item writes its destination, two-way its source too (${mode})`, async (t) => {
    const both = touched(directory('/a'), directory('/b'), mode);
    t.strictSame(
      both.map((each) => each.writes),
      writes,
    );
  });

t.test('a directory is known by its whole path', async (t) => {
  t.strictSame(touched(directory('/a/../b/'), directory('c')), [
    { place: THIS_MACHINE, path: '/b', writes: false },
    { place: THIS_MACHINE, path: resolve('c'), writes: true },
  ]);
});

t.test('a directory of a server is one, however it is written', async (t) => {
  const [left, right] = touched(
    ftp({ server: 'Backup.Example', directory: 'mail/./box/' }),
    ftp({ directory: 'mail/box', tls: 'explicit', password: 'other' }),
  );
  t.strictSame({ ...left, writes: true }, right);
  t.equal(left!.path, '/mail/box');
});

const elsewhere: Readonly<Record<string, Addressed>> = {
  'another server': ftp({ server: 'other.example' }),
  'another port': ftp({ port: 2121 }),
  'another login': ftp({ username: 'bob' }),
  'an absolute path': ftp({ directory: '/mail' }),
  'a directory of this machine': directory('/mail'),
};

for (const [title, endpoint] of Object.entries(elsewhere))
  t.test(`${title} is another place than one below the login directory`, async (t) => {
    const [one, other] = touched(ftp(), endpoint);
    t.not(one!.place, other!.place);
  });
