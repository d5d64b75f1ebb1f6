import { readdirSync } from 'node:fs';
import t, { type Test } from 'tap';
import { REQUEST, STATUS } from '../../packages/endpoint/src/sftp/protocol.ts';
import { answer } from '../../packages/endpoint/test/servers/scripted-sftp/files.ts';
import {
  startScriptedSftp,
  type ScriptedSftp,
} from '../../packages/endpoint/test/servers/scripted-sftp/server.ts';
import { texts, trashed } from '../support/observe.ts';
import { pair, type Pair } from '../support/pair.ts';
import { noise, type Tree } from '../support/plant.ts';
import type { Side } from '../support/servers.ts';
import { only } from '../support/only.ts';

/** The whole command against SFTP servers that no real one can be asked to be. */
async function oddServer(t: Test): Promise<ScriptedSftp> {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  return server;
}

interface Run {
  readonly the: Pair;
  run(mode: string, ...args: readonly string[]): ReturnType<Pair['run']>;
}

function between(t: Test, server: ScriptedSftp, side: 'source' | 'destination', source: Tree = {}): Run {
  const { fingerprint, password, port, username } = server.spec;
  const remote: Side = {
    address: `sftp://${username}@127.0.0.1:${port}/`,
    path: '/nonexistent',
    password,
  };
  const the = side === 'source' ? pair(t, remote, undefined) : pair(t, undefined, remote, { source });
  return {
    the,
    run: (mode, ...args) => the.run('--mode', mode, `--trust-${side}`, fingerprint!, ...args),
  };
}

const OLD = 1_600_000_000;
const file = (content: string | Buffer, modified = OLD) => ({ content: Buffer.from(content), modified });
const contentAt = ({ files }: ScriptedSftp, path: string): string | undefined =>
  files.get(path)?.content?.toString();

t.test('T3: a server whose clock is an hour ahead or behind makes no difference', async (t) => {
  for (const hours of [-1, 1]) {
    const server = await oddServer(t);
    const its = (): number => Math.floor(Date.now() / 1_000) + hours * 3_600;
    server.on(REQUEST.write, ({ fields }) => {
      const path = fields().text();
      const node = server.files.get(path);
      if (node !== undefined) server.files.set(path, { ...node, modified: its() });
      return false;
    });
    server.on(REQUEST.setstat, (_call, answers) => (answers.status(STATUS.unsupported), true));
    const { run, the } = between(t, server, 'destination', { a: 'one', b: 'two' });
    t.match(await run('two-way'), { exit: 0, summary: { copied: 2, conflicts: 0 } }, `${hours} h`);
    t.match(await run('two-way'), { exit: 0, lines: only([]), summary: { bytes: 0 } });
    server.files.set('/a', file('ONE', its()));
    the.plant('source', { b: 'TWO' });
    t.match(await run('two-way'), {
      exit: 0,
      lines: only(['update a', 'update b']),
      summary: { conflicts: 0 },
    });
    t.match(await run('two-way'), { exit: 0, lines: only([]) });
    t.same([texts(the.source), contentAt(server, '/b')], [{ a: 'ONE', b: 'TWO' }, 'TWO']);
  }
});

t.test('N2: a server that breaks every third upload gets all of them in the end', async (t) => {
  const server = await oddServer(t);
  let uploads = 0;
  server.on(REQUEST.write, (_call, answers) => {
    uploads += 1;
    if (uploads % 3 === 0) answers.destroy();
    return uploads % 3 === 0;
  });
  const source = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`f${n}`, noise(n * 1_000, n + 1)]));
  const { run } = between(t, server, 'destination', source);
  // What goes over the same connection breaks with it.
  const options = ['--connections', '1', '--retries', '6'];
  t.match(await run('clone', ...options), { exit: 0, summary: { failed: 0 } });
  for (const [name, content] of Object.entries(source))
    t.ok(server.files.get(`/${name}`)?.content?.equals(content), name);
  t.same(
    [...server.files.keys()].filter((path) => path.endsWith('.tmp')),
    [],
  );
  t.match(await run('clone'), { exit: 0, lines: only([]) });
});

const RENAMING: readonly (readonly [
  title: string,
  extensions: readonly string[],
  args: readonly string[],
])[] = [
  ['nothing beyond the protocol', [], []],
  ['nothing beyond the protocol, no trash', [], ['--no-trash']],
  ['posix-rename and links', ['posix-rename@openssh.com', 'hardlink@openssh.com'], []],
  ['posix-rename, no trash', ['posix-rename@openssh.com'], ['--no-trash']],
];

for (const [title, extensions, args] of RENAMING)
  for (const isDone of [true, false])
    for (const nth of [1, 2])
      t.test(`S15: the connection breaks at rename ${nth}, ${isDone ? 'done' : 'not done'} (${title})`, (t) =>
        breaksAtRename(t, { extensions, args, isDone, nth }),
      );

interface Break {
  readonly extensions: readonly string[];
  readonly args: readonly string[];
  /** Whether the server had renamed by then. */
  readonly isDone: boolean;
  /** At which rename. */
  readonly nth: number;
}

/** Whether it was done or not, the next run has it right. */
async function breaksAtRename(t: Test, { extensions, args, isDone, nth }: Break): Promise<void> {
  const server = await startScriptedSftp({ extensions });
  t.teardown(() => server.stop());
  const { run, the } = between(t, server, 'destination', { f: 'old', stays: 'as it is' });
  const twoWay = (...more: readonly string[]) => run('two-way', ...args, ...more);
  t.match(await twoWay(), { exit: 0 });
  let renames = 0;
  for (const kind of [REQUEST.rename, REQUEST.extended])
    server.on(kind, (call, answers) => {
      if (kind === REQUEST.extended && call.fields().text() !== 'posix-rename@openssh.com') return false;
      if ((renames += 1) !== nth) return false;
      if (isDone) answer(call, { ...answers, status: () => undefined }, server.files);
      answers.destroy();
      return true;
    });
  the.plant('source', { f: 'newer version' });
  await twoWay('--retries', '0');
  t.match(await twoWay(), { exit: 0, summary: { conflicts: 0 } });
  t.equal(contentAt(server, '/f'), 'newer version');
  t.match(texts(the.source), { f: 'newer version', stays: 'as it is' });
  const paths = [...server.files.keys()];
  const kept = paths.filter((path) => path.startsWith('/.syncline/trash/'));
  if (args.length === 0)
    t.ok(
      kept.some((path) => contentAt(server, path) === 'old'),
      'the old version is kept',
    );
  t.notOk(
    paths.some((path) => path.endsWith('.tmp')),
    'no temp file',
  );
  t.match(await twoWay(), { exit: 0, lines: only([]) });
}

t.test('C7: a message that is read while the folders are listed is in place after that run', async (t) => {
  const server = await oddServer(t);
  for (const folder of ['/cur', '/new', '/tmp']) server.files.set(folder, { modified: OLD });
  server.files.set('/new/1.host', file('mail'));
  server.files.set('/stays', file('stays'));
  const { run, the } = between(t, server, 'source');
  t.match(await run('clone'), { exit: 0 });
  let lists = 0;
  server.on(REQUEST.opendir, () => {
    lists += 1;
    // The root and `cur` are listed by now: the message leaves where nobody looked yet for where nobody looks again.
    if (lists === 3) {
      server.files.set('/cur/1.host:2,S', server.files.get('/new/1.host')!);
      server.files.delete('/new/1.host');
    }
    return false;
  });
  t.match(await run('clone', '--connections', '1'), { exit: 0, summary: { failed: 0 } });
  t.match(texts(the.destination), { 'cur/1.host:2,S': 'mail' });
  t.equal((await run('clone')).exit, 0, 'where `new` was listed before `cur`, the old name goes only now');
  t.match(await run('clone'), { exit: 0, lines: only([]) });
});

t.test('S5, S7: a listing that breaks off, or shows nothing, deletes nothing', async (t) => {
  const server = await oddServer(t);
  server.files.set('/d', { modified: OLD });
  for (const name of ['a', 'b', 'c']) server.files.set(`/d/${name}`, file(name));
  const { run, the } = between(t, server, 'source');
  t.match(await run('clone'), { exit: 0, summary: { copied: 3 } });
  const all = { 'd/': '', 'd/a': 'a', 'd/b': 'b', 'd/c': 'c' };
  const one = [['a', { size: 1n, mode: 0o100644, modified: OLD }]] as const;
  const lies = {
    'nothing, and its end': [[], STATUS.eof],
    'one of three, and its end': [one, STATUS.eof],
    'one of three, and a failure': [one, STATUS.failure],
    'that it may not be read': [[], STATUS.permissionDenied],
  } as const;
  for (const [title, [told, end]] of Object.entries(lies)) {
    const answered = new Set<string>();
    server.on(REQUEST.readdir, ({ fields }, answers) => {
      const handle = fields().text();
      if (!handle.endsWith(' /d')) return false;
      if (told.length > 0 && !answered.has(handle)) answers.names(told);
      else answers.status(end);
      answered.add(handle);
      return true;
    });
    const ran = await run('clone', '--max-delete', '100%');
    t.match(ran, { exit: 1, summary: { deleted: 0, removed: 0 } }, title);
    t.same(texts(the.destination), all, title);
  }
  server.on(REQUEST.readdir, () => false);
  server.on(REQUEST.opendir, ({ fields }, answers) => {
    if (fields().text() !== '/d') return false;
    answers.status(STATUS.permissionDenied);
    return true;
  });
  t.match(await run('clone', '--max-delete', '100%'), { exit: 1, summary: { deleted: 0 } });
  t.same(texts(the.destination), all);
  server.on(REQUEST.opendir, () => false);
  t.match(await run('clone'), { exit: 0, lines: only([]) });
});

t.test('C3: a folder that is renamed while it is about to be listed is kept', async (t) => {
  const server = await oddServer(t);
  server.files.set('/d', { modified: OLD });
  for (const [path, text] of Object.entries({ '/d/a': 'one', '/d/b': 'two', '/stays': 'stays' }))
    server.files.set(path, file(text));
  const { run, the } = between(t, server, 'source');
  t.match(await run('clone'), { exit: 0 });
  server.on(REQUEST.opendir, ({ fields }) => {
    if (fields().text() !== '/d') return false;
    for (const [path, node] of [...server.files].filter(([each]) => /^\/d(\/|$)/.test(each))) {
      server.files.delete(path);
      server.files.set(path.replace('/d', '/e'), node);
    }
    return false;
  });
  await run('clone');
  const kept = [...Object.values(texts(the.destination)), ...Object.values(trashed(the.destination)).flat()];
  t.ok(kept.includes('one') && kept.includes('two'), 'all is in the backup, or in its trash');
  t.match(await run('clone'), { exit: 0 });
  t.same(texts(the.destination), { 'e/': '', 'e/a': 'one', 'e/b': 'two', stays: 'stays' });
  t.match(await run('clone'), { exit: 0, lines: only([]) });
  t.notOk(readdirSync(the.destination).includes('d'));
});
