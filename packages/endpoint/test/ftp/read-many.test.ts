import t, { type Test } from 'tap';
import type { Entry, FileEntry } from '@syncline/model';
import { ROOT, hasContent } from '@syncline/model';
import type { Endpoint } from '../../src/endpoint.js';
import type { Control } from '../servers/scripted/control.js';
import type { ScriptedServer } from '../servers/scripted/server.js';
import { IMPATIENT, MODIFY, openEndpoint, scripted } from './support.js';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

interface Subject {
  readonly endpoint: Endpoint;
  readonly server: ScriptedServer;
  readonly entries: readonly FileEntry[];
}

/** A server with small files, whose content is their name three times, as they were listed. */
async function serverWith(
  t: Test,
  { names = NAMES, features, limits = { ...IMPATIENT, connections: 1 } }: Partial<Options> = {},
): Promise<Subject> {
  const server = await scripted(t, features === undefined ? {} : { features });
  for (const name of names)
    server.nodes.set(`/${name}`, { content: Buffer.from(name.repeat(3)), modify: MODIFY });
  const endpoint = await openEndpoint(t, server.spec, { limits });
  const { entries } = await endpoint.list(ROOT);
  return { endpoint, server, entries: entries.filter(isFile) };
}

interface Options {
  readonly names: readonly string[];
  readonly features: readonly string[];
  readonly limits: typeof IMPATIENT & { readonly bandwidth?: number };
}

function isFile(entry: Entry): entry is FileEntry {
  return hasContent(entry) && entry.kind === 'file';
}

/** The contents of the files that were read and proven, by name. */
async function read(
  { endpoint, entries }: Pick<Subject, 'endpoint' | 'entries'>,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const into = Buffer.alloc(entries.reduce((sum, { size }) => sum + size, 0));
  const proven = await endpoint.readMany!(ROOT, entries, into, signal);
  let end = 0;
  const texts = entries.map(({ name, size }) => [name, into.toString('utf8', end, (end += size))] as const);
  return Object.fromEntries(texts.filter((_text, index) => proven[index]));
}

function all(but: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    NAMES.filter((name) => !but.includes(name)).map((name) => [name, name.repeat(3)]),
  );
}

t.test('many small files are read by all connections, each whole and proven', async (t) => {
  const names = Array.from({ length: 50 }, (_, n) => `file-${n}`);
  const subject = await serverWith(t, {
    names: [...names, 'empty'],
    limits: { ...IMPATIENT, connections: 4 },
  });
  subject.server.nodes.set('/empty', { content: Buffer.alloc(0), modify: MODIFY });
  const entries = (await subject.endpoint.list(ROOT)).entries.filter(isFile);
  const found = await read({ ...subject, entries });
  t.equal(Object.keys(found).length, 51);
  for (const name of names) t.equal(found[name], name.repeat(3));
  t.equal(found['empty'], '');
});

t.test('a file costs three commands and one data connection', async (t) => {
  const subject = await serverWith(t);
  const from = subject.server.commands.length;
  t.same(await read(subject), all());
  const verbs = subject.server.commands.slice(from).map((line) => line.split(' ')[0]);
  const one = ['MLST', 'EPSV', 'RETR'];
  t.same(verbs, ['EPSV', 'RETR', ...one, ...one, ...one, ...one, 'MLST']);
});

t.test('what changed since it was listed, or while it was read, is left', async (t) => {
  const subject = await serverWith(t);
  const { server } = subject;
  server.nodes.set('/b', { content: Buffer.from('new'), modify: '20210102030405' });
  server.on('RETR', async (control, name) => {
    if (name !== '/d') return false;
    await control.send('ddd');
    return void server.nodes.set('/d', { content: Buffer.from('xxx'), modify: '20210102030405' });
  });
  t.same(await read(subject), all(['b', 'd']));
});

t.test('what is refused, or comes with another length, is left', async (t) => {
  for (const [what, script] of Object.entries<(control: Control) => unknown>({
    refused: (control) => control.reply('550 No'),
    shorter: (control) => control.send('bb'),
    'cut off': (control) => control.send('bb', '426 Broken'),
    'called broken': (control) => control.send('bbb', '426 Broken'),
  })) {
    const subject = await serverWith(t);
    subject.server.on('RETR', (control, name) => (name === '/b' ? script(control) : false));
    t.same(await read(subject), all(['b']), what);
    t.equal(subject.server.connections(), 1, 'on one connection');
  }
});

t.test('that the last of several is refused costs nothing more', async (t) => {
  const subject = await serverWith(t);
  subject.server.nodes.delete('/e');
  t.same(await read(subject), all(['e']));
});

t.test(
  'a port that is refused for a moment is asked for again, and nothing is asked to come meanwhile',
  async (t) => {
    const subject = await serverWith(t);
    const { server } = subject;
    let asked = 0;
    server.on('EPSV', (control) => ((asked += 1) === 3 ? control.reply('425 Address in use') : false));
    const from = server.commands.length;
    t.same(await read(subject), all());
    const verbs = server.commands.slice(from).map((line) => line.split(' ')[0]);
    t.match(verbs.join(' '), /RETR MLST EPSV EPSV RETR/);
  },
);

t.test('more than was listed ends the connection, and the other one goes on', async (t) => {
  const subject = await serverWith(t, { limits: IMPATIENT });
  const { server } = subject;
  server.on('RETR', (control, name) => (name === '/a' ? control.send('aaaa') : false));
  const found = await read(subject);
  t.notOk('a' in found);
  for (const [name, text] of Object.entries(found)) t.equal(text, name.repeat(3));
});

t.test('a connection that ends leaves what is left, and no error', async (t) => {
  const subject = await serverWith(t);
  const { server } = subject;
  server.on('RETR', (control, name) => (name === '/c' ? control.destroy() : false));
  t.same(await read(subject), all(['c', 'd', 'e']));
});

t.test('an answer too many is believed no more', async (t) => {
  const subject = await serverWith(t);
  subject.server.on('MLST', (control, name) => {
    if (name !== '/b') return false;
    control.raw(`250-Facts\r\n type=file;size=3;modify=${MODIFY}; /b\r\n250 End\r\n250 End\r\n`);
    return undefined;
  });
  t.same(await read(subject), all(['b', 'c', 'd', 'e']));
});

t.test(
  'where a look does not tell what a listing tells, or a bandwidth is kept, nothing is read',
  async (t) => {
    const older = await serverWith(t, { features: ['MDTM', 'SIZE', 'EPSV'] });
    t.same(await read(older), {});
    const slow = await serverWith(t, { limits: { ...IMPATIENT, bandwidth: 1024 } });
    t.same(await read(slow), {});
    t.notOk([...older.server.commands, ...slow.server.commands].some((line) => line.startsWith('RETR')));
  },
);

t.test('an abort ends it soon', async (t) => {
  const subject = await serverWith(t);
  const stop = new AbortController();
  subject.server.on('RETR', (_control, name) => {
    if (name !== '/c') return false;
    stop.abort();
    return undefined;
  });
  await t.rejects(read(subject, stop.signal), { code: 'interrupted' });
});

t.test('a server that is gone is told', async (t) => {
  const subject = await serverWith(t, { limits: { ...IMPATIENT, retries: 0 } });
  const { server } = subject;
  server.on('RETR', () => undefined);
  const reading = read(subject);
  t.same(await reading, {}, 'the connection is lost, which concerns no file');
  server.on('GREETING', (control) => control.reply('530 Go away'));
  await t.rejects(read(subject), { code: 'unreachable', scope: 'endpoint' });
});
