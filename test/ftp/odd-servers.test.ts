import t from 'tap';
import { texts, trashed } from '../support/observe.ts';
import { pair, type Pair } from '../support/pair.ts';
import { noise } from '../support/plant.ts';
import { folderOn, serverFor, skipReason } from '../support/servers.ts';
import { only } from '../support/only.ts';
import { clone, contentAt, scriptedServer, sideOn } from './scripted-side.ts';

/* The whole command against servers that no real one can be asked to be. */

t.test('S9: another form or zone of the times in a listing moves no content', async (t) => {
  const server = await scriptedServer(t, { features: ['SIZE'] });
  const files = { a: 'one', b: 'three' };
  for (const [name, text] of Object.entries(files))
    server.nodes.set(`/${name}`, { content: Buffer.from(text) });
  const times = ['Jan 01 12:00', 'Jan 01  2026', 'Jan 01 13:00', 'Dec 31 23:00'];
  const the = pair(t, sideOn(server), undefined);
  for (const [turn, time] of times.entries()) {
    const lines = Object.entries(files).map(
      ([name, { length }]) => `-rw-r--r-- 1 u g ${length} ${time} ${name}`,
    );
    server.on('LIST', (control) => control.send(`${lines.join('\r\n')}\r\n`));
    for (const mode of turn % 2 === 0 ? ['clone', 'two-way'] : ['clone']) {
      const ran = await the.run('--mode', mode);
      t.match(
        ran,
        { exit: 0, summary: { bytes: turn === 0 && mode === 'clone' ? 8 : 0, conflicts: 0, deleted: 0 } },
        time,
      );
    }
    t.same((await clone(the)).lines, [], `${time}: the next run has nothing to do`);
  }
  t.match(texts(the.destination), files);
});

t.test(
  'S7: in a folder that the server cuts, what is new and what changed is asked for by name and carried, and nothing is deleted',
  { skip: skipReason('pure-ftpd') },
  async (t) => {
    const server = await serverFor(t, 'pure-ftpd', { extra: ['-L', '10:3'] });
    const remote = folderOn(server);
    const the = pair(t, undefined, remote);
    the.plant('source', Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`f${n}`, `${n}`])));
    t.match(await clone(the), { exit: 0, summary: { copied: 20 } });
    const names = Array.from({ length: 20 }, (_, n) => n);
    const edited = names.filter((n) => n % 3 === 0).map((n) => [`f${n}`, `${n} anew`] as const);
    const gone = names.filter((n) => n % 3 === 1).map((n) => [`f${n}`, undefined] as const);
    the.plant('source', { ...Object.fromEntries([...edited, ...gone]), new: 'x', newer: 'y' });
    const ran = await clone(the);
    t.match(ran, { exit: 1, summary: { copied: 2, updated: 7, deleted: 0, failed: 0 } });
    t.match(ran.stderr, /raise its limit .*-L.* nothing is deleted here/);
    t.match(texts(remote.path), { new: 'x', newer: 'y', ...Object.fromEntries(edited), f1: '1', f2: '2' });
    t.match(await clone(the), { exit: 1, lines: only(['skip ']) }, 'once');
  },
);

t.test('T3: a server whose clock is an hour ahead or behind makes no difference', async (t) => {
  for (const hours of [-1, 1]) {
    const server = await scriptedServer(t, { features: ['MLST type*;size*;modify*;', 'SIZE'] });
    const its = (): string =>
      new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
    server.on('STOR', async (control, name) => {
      const data = await control.data();
      control.reply('150 Go');
      const parts: Buffer[] = [];
      for await (const part of data) parts.push(part as Buffer);
      server.nodes.set(`/${name.replace(/^\//, '')}`, { content: Buffer.concat(parts), modify: its() });
      control.reply('226 Stored');
    });
    const the = pair(t, undefined, sideOn(server), { source: { a: 'one', b: 'two' } });
    const twoWay = (): ReturnType<Pair['run']> => the.run('--mode', 'two-way');
    t.match(await twoWay(), { exit: 0, summary: { copied: 2, conflicts: 0 } }, `${hours} h`);
    t.match(await twoWay(), { exit: 0, lines: only([]), summary: { bytes: 0 } });
    server.nodes.set('/a', { content: Buffer.from('ONE'), modify: its() });
    the.plant('source', { b: 'TWO' });
    t.match(await twoWay(), { exit: 0, lines: only(['update a', 'update b']), summary: { conflicts: 0 } });
    t.match(await twoWay(), { exit: 0, lines: only([]) });
    t.same([texts(the.source), contentAt(server, '/b')], [{ a: 'ONE', b: 'TWO' }, 'TWO']);
  }
});

t.test('N2: a server that resets every third transfer gets all of them in the end', async (t) => {
  const server = await scriptedServer(t);
  let transfers = 0;
  server.on('STOR', async (control) => {
    transfers += 1;
    if (transfers % 3 !== 0) return false;
    const data = await control.data();
    control.reply('150 Go');
    data.resetAndDestroy();
    return control.reply('426 Reset');
  });
  const source = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`f${n}`, noise(n * 1_000, n + 1)]));
  const the = pair(t, undefined, sideOn(server), { source });
  t.match(await clone(the), { exit: 0, summary: { copied: 12, failed: 0 } });
  for (const [name, content] of Object.entries(source))
    t.ok(server.nodes.get(`/${name}`)?.content?.equals(content), name);
  t.same(
    [...server.nodes.keys()].filter((path) => path.endsWith('.tmp')),
    [],
  );
  t.match(await clone(the), { exit: 0, lines: only([]) });
});

t.test('C7: a message that is read while the folders are listed is in place after that run', async (t) => {
  const server = await scriptedServer(t);
  for (const folder of ['/cur', '/new', '/tmp']) server.nodes.set(folder, {});
  server.nodes.set('/new/1.host', { content: Buffer.from('mail'), modify: '20200102030405' });
  server.nodes.set('/stays', { content: Buffer.from('stays'), modify: '20200102030405' });
  const the = pair(t, sideOn(server), undefined);
  t.match(await clone(the), { exit: 0 });
  let lists = 0;
  server.on('MLSD', () => {
    lists += 1;
    // The root and `cur` are listed by now: the message leaves where nobody looked yet for where nobody looks again.
    if (lists === 3) {
      server.nodes.set('/cur/1.host:2,S', server.nodes.get('/new/1.host')!);
      server.nodes.delete('/new/1.host');
    }
    return false;
  });
  t.match(await clone(the, '--connections', '1'), { exit: 0, summary: { failed: 0 } });
  t.match(texts(the.destination), { 'cur/1.host:2,S': 'mail' });
  t.equal((await clone(the)).exit, 0, 'where `new` was listed before `cur`, the old name goes only now');
  t.match(await clone(the), { exit: 0, lines: only([]) });
});

t.test(
  'S7: what a listing leaves out is deleted only if it is gone when it is asked for by name',
  async (t) => {
    const server = await scriptedServer(t);
    const file = (text: string) => ({ content: Buffer.from(text), modify: '20200102030405' });
    for (const folder of ['/d', '/d/e']) server.nodes.set(folder, {});
    for (const path of ['/a', '/d/x', '/d/e/y', '/stays']) server.nodes.set(path, file(path));
    const the = pair(t, sideOn(server), undefined);
    t.match(await clone(the), { exit: 0, summary: { copied: 4 } });
    const all = texts(the.destination);
    // Only the root is listed: the folder that it does not show is not.
    server.on('MLSD', (control) =>
      control.send('type=cdir; .\r\ntype=file;size=6;modify=20200102030405; stays\r\n'),
    );
    const answers: Readonly<
      Record<string, (control: { reply(line: string): void; destroy(): void }) => unknown>
    > = {
      'it is there': () => false,
      'it can not be told now': (control) => control.reply('450 Busy'),
      'no answer': (control) => control.destroy(),
    };
    for (const [title, answer] of Object.entries(answers)) {
      server.on('MLST', (control, path) => (/(^|\/)(a|d)$/.test(path) ? answer(control) : false));
      const ran = await clone(the, '--max-delete', '100%', '--retries', '0');
      t.match(ran, { exit: 1, summary: { deleted: 0, removed: 0, skipped: 2 } }, title);
      t.same(texts(the.destination), all, title);
    }
    server.on('MLST', () => false);
    for (const path of ['/a', '/d/x', '/d/e/y', '/d/e', '/d']) server.nodes.delete(path);
    t.match(await clone(the, '--max-delete', '100%'), { exit: 0, summary: { deleted: 3, removed: 2 } });
    t.same(texts(the.destination), { stays: '/stays' });
  },
);

t.test(
  'C3: a folder that is renamed while it is about to be listed is kept, and in place after the next run',
  async (t) => {
    const server = await scriptedServer(t);
    const tree = { '/d': undefined, '/d/a': 'one', '/d/b': 'two', '/stays': 'stays' };
    for (const [path, text] of Object.entries(tree))
      server.nodes.set(
        path,
        text === undefined ? {} : { content: Buffer.from(text), modify: '20200102030405' },
      );
    const the = pair(t, sideOn(server), undefined);
    t.match(await clone(the), { exit: 0 });
    server.on('CWD', (_, folder) => {
      if (folder !== '/d') return false;
      for (const [path, node] of [...server.nodes].filter(([each]) => /^\/d(\/|$)/.test(each))) {
        server.nodes.delete(path);
        server.nodes.set(path.replace('/d', '/e'), node);
      }
      return false;
    });
    await clone(the);
    const kept = [
      ...Object.values(texts(the.destination)),
      ...Object.values(trashed(the.destination)).flat(),
    ];
    t.ok(kept.includes('one') && kept.includes('two'), 'all is in the backup, or in its trash');
    t.match(await clone(the), { exit: 0 });
    t.same(texts(the.destination), { 'e/': '', 'e/a': 'one', 'e/b': 'two', stays: 'stays' });
    t.match(await clone(the), { exit: 0, lines: only([]) });
  },
);

t.test('where a folder cannot be removed for a file, the content of the file is not sent', async (t) => {
  const server = await scriptedServer(t);
  server.nodes.set('/x', {});
  let sent = 0;
  server.on('RMD', (control) => control.reply('550 Not allowed'));
  server.on('STOR', () => ((sent += 1), false));
  const the = pair(t, undefined, sideOn(server), { source: { x: noise(300_000) } });
  for (const which of ['first', 'second']) {
    const ran = await clone(the);
    t.match(ran, { exit: 1, summary: { copied: 0, bytes: 0 } }, which);
    t.same(ran.lines, ['failed rmdir x', 'stale copy x'], `${which}: both are told`);
    t.equal(sent, 0, which);
  }
  server.on('RMD', () => false);
  t.match(await clone(the), { exit: 0, summary: { copied: 1 } });
  t.equal(server.nodes.get('/x')?.content?.length, 300_000);
});

t.test('what stands against a whole side is told with the side and the folder', async (t) => {
  const server = await scriptedServer(t);
  server.on('CWD', (control) => control.reply('530 Not now'));
  for (const side of ['source', 'destination'] as const) {
    const remote = sideOn(server);
    const the = side === 'source' ? pair(t, remote, undefined) : pair(t, undefined, remote);
    const ran = await clone(the);
    t.match(ran, {
      exit: 4,
      lines: [],
      stderr: new RegExp(`the ${side}: Cannot enter "/" .*530 Not now.*Check`),
    });
    t.match(ran.summary?.reason, new RegExp(`^the ${side}: `));
  }
});

t.test(
  'S11: a server without SIZE and MLST can be read from, and nothing is deleted for its sake',
  async (t) => {
    const server = await scriptedServer(t, { features: [] });
    server.on('SIZE', (control) => control.reply('502 What?'));
    for (const name of ['a', 'b', 'd/c'])
      server.nodes.set(`/${name}`, { content: Buffer.from(name), modify: '20200101000000' });
    server.nodes.set('/d', { modify: '20200101000000' });
    const the = pair(t, sideOn(server), undefined);
    t.match(await clone(the), { exit: 0, summary: { copied: 3, made: 1, failed: 0 } });
    t.match(await clone(the), { exit: 0, lines: [] });
    server.nodes.delete('/b');
    const ran = await clone(the);
    t.match(ran, { exit: 1, lines: only(['skip b']), stderr: /b \(source\): .*neither MLST nor SIZE/ });
    t.match(texts(the.destination), { a: 'a', b: 'b', 'd/c': 'd/c' });
  },
);
