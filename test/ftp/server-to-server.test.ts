import { renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';
import { differences, texts } from '../support/observe.ts';
import { pair } from '../support/pair.ts';
import { noise, type Tree } from '../support/plant.ts';
import { folderOn, serverFor, skipReason, type ServerKind } from '../support/servers.ts';
import { only } from '../support/only.ts';

const ALIKE = { withinNs: undefined, modes: false };

const tree: Tree = {
  'new/1700000000.M1P1.host': 'mail',
  'cur/1700000001.M1P1.host:2,S': 'mail that was read',
  '.Sent/cur/': '',
  'ünïcödé/😀 %41#': 'unicode',
  empty: '',
  big: noise(1024 * 1024 + 3),
  gone: 'to be deleted',
  edited: 'before',
};

const pairs: readonly (readonly [from: ServerKind, to: ServerKind])[] = [
  ['vsftpd', 'proftpd'],
  ['proftpd', 'vsftpd-no-times'],
  ['pure-ftpd', 'proftpd'],
  ['vsftpd-plain', 'pure-ftpd'],
  ['proftpd', 'vsftpd-hides-dot-names'],
  ['openssh', 'pure-ftpd'],
  ['vsftpd', 'openssh'],
];

for (const [from, to] of pairs) {
  const skip = skipReason(from) || skipReason(to);
  t.test(`${from} to ${to}: copied, changed, and in step from then on`, { skip }, async (t) => {
    const [one, other] = [await serverFor(t, from), await serverFor(t, to)];
    const the = pair(t, folderOn(one), folderOn(other), { source: tree });
    const clone = () => the.run('--mode', 'clone');
    const first = await clone();
    t.equal(first.exit, 0, first.stderr);
    t.same(differences(the.source, the.destination, ALIKE), []);
    t.match(await clone(), { exit: 0, lines: only([]), summary: { bytes: 0 } });
    the.plant('source', { gone: undefined, edited: 'after the edit' });
    t.match(await clone(), {
      exit: 0,
      lines: only(['delete gone', 'update edited']),
      summary: { bytes: 14 },
    });
    t.same(differences(the.source, the.destination, ALIKE), []);
    t.match(await clone(), { exit: 0, lines: only([]), summary: { bytes: 0 } });
  });
}

for (const kind of ['vsftpd', 'pure-ftpd', 'proftpd', 'openssh'] as const) {
  t.test(
    `${kind} to itself, with a single connection: copied, and two-way too`,
    { skip: skipReason(kind) },
    async (t) => {
      const server = await serverFor(t, kind);
      const the = pair(t, folderOn(server), folderOn(server), { source: tree });
      const run = (mode: string) => the.run('--mode', mode, '--connections', '1', '--timeout', '10');
      const first = await run('clone');
      t.equal(first.exit, 0, first.stderr);
      t.same(differences(the.source, the.destination, ALIKE), []);
      t.match(await run('clone'), { exit: 0, lines: only([]) });
      t.match(await run('two-way'), { exit: 0, lines: only([]) }, 'a first merge of equal sides');
      the.plant('source', { edited: 'on this side' });
      the.plant('destination', { gone: undefined });
      renameSync(`${the.destination}/empty`, `${the.destination}/void`);
      t.match(await run('two-way'), { exit: 0, summary: { conflicts: 0 } });
      t.same(differences(the.source, the.destination, ALIKE), []);
      t.match(texts(the.source), { edited: 'on this side', void: '' });
      t.match(await run('two-way'), { exit: 0, lines: only([]) });
    },
  );
}

t.test('G1: one folder of a server given twice is refused', { skip: skipReason('proftpd') }, async (t) => {
  const server = await serverFor(t, 'proftpd');
  const side = folderOn(server);
  const the = pair(t, side, side, { source: { a: '1' } });
  t.equal((await the.plain()).exit, 2);
  const inner = { ...side, address: `${side.address}/inner`, path: `${side.path}/inner` };
  t.equal((await pair(t, side, inner).plain()).exit, 2, 'nested');
});

for (const kind of ['proftpd', 'pure-ftpd', 'vsftpd', 'openssh'] as const)
  t.test(
    `G1: a folder of a server that is reached by two names is refused: ${kind}`,
    { skip: skipReason(kind) },
    async (t) => {
      const side = folderOn(await serverFor(t, kind));
      const otherName = side.address.replace('127.0.0.1', 'localhost');
      t.not(otherName, side.address);
      for (const [inner, reason] of [
        ['', /the same place/],
        ['/in', /one is inside the other/],
        ['/new', /one is inside the other/],
      ] as const) {
        const place = { ...side, address: otherName + inner, path: side.path + inner };
        const run = await pair(t, side, place, { source: { a: '1', 'in/b': '2' } }).run('--mode', 'clone');
        t.match(run, { exit: 3, lines: only([]), summary: { reason } }, inner);
      }
    },
  );

for (const kind of ['proftpd', 'openssh'] as const)
  t.test(
    `G1: a folder that is reached in two ways is refused: ${kind}`,
    { skip: skipReason(kind) },
    async (t) => {
      const server = await serverFor(t, kind);
      const side = folderOn(server);
      // The FTP server shuts its user into the root.
      const root = kind === 'openssh' ? server.directory : '';
      const absolute = `${server.url}/${root}/${basename(side.path).replaceAll(' ', '%20')}`;
      const the = pair(t, side, { ...side, address: absolute }, { source: { a: '1', 'in/b': '2' } });
      t.match(await the.run('--mode', 'clone'), {
        exit: 3,
        lines: only([]),
        summary: { reason: /the same place/ },
      });
      for (const inner of ['in', 'new']) {
        const place = { ...side, address: `${absolute}/${inner}`, path: join(side.path, inner) };
        const run = await pair(t, side, place).run('--mode', 'clone');
        t.match(run, { exit: 3, lines: only([]), summary: { reason: /one is inside the other/ } }, inner);
      }
      const inner = { ...side, address: `${absolute}/in`, path: join(side.path, 'in') };
      t.match(
        await pair(t, inner, side).run('--mode', 'clone'),
        { exit: 3, lines: only([]) },
        'the source within',
      );
    },
  );
