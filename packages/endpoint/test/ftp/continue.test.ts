import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { Content } from '../../src/content.js';
import type { ScriptedServer } from '../servers/scripted/server.js';
import { contentOf, openEndpoint, requestFor, scripted } from './support.js';

const LIMITS = { connections: 2, timeout: 2, retries: 0 };
const MiB = 1024 * 1024;
const BYTES = Buffer.alloc(4 * MiB, 'abcdefghij');

function large(bytes = BYTES): Content {
  return contentOf(bytes, { chunked: 300_000 });
}

/** A scripted server that can begin in the middle (RFC 3659 §5) and append, counting the bytes that it is sent. */
async function restartable(
  t: Parameters<typeof scripted>[0],
): Promise<ScriptedServer & { received: () => number }> {
  const server = await scripted(t);
  let restart = 0;
  let received = 0;
  server.on('REST', (control, offset) => {
    restart = Number(offset);
    control.reply('350 From there');
  });
  server.on('RETR', async (control, name) => {
    const content = server.nodes.get(name)?.content;
    const from = restart;
    restart = 0;
    return content === undefined ? false : control.send(content.subarray(from));
  });
  const take =
    (add: boolean) => async (control: Parameters<Parameters<typeof server.on>[1]>[0], name: string) => {
      const data = await control.data();
      control.reply('150 Send it');
      const parts = add ? [server.nodes.get(name)?.content ?? Buffer.alloc(0)] : [];
      for await (const part of data) {
        parts.push(part as Buffer);
        received += (part as Buffer).length;
        server.nodes.set(name, { content: Buffer.concat(parts), modify: '20260101120000' });
      }
      control.reply('226 Stored');
    };
  server.on('STOR', take(false));
  server.on('APPE', take(true));
  return Object.assign(server, { received: () => received });
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const verbs = ({ commands }: ScriptedServer): string[] => commands.map((line) => line.split(' ')[0]!);

t.test('what an earlier attempt left is continued, and only the rest is sent', async (t) => {
  const at = await restartable(t);
  const endpoint = await openEndpoint(t, at.spec, { limits: LIMITS });
  for (const left of [1, 300_000, MiB, 2 * MiB + 5, BYTES.length]) {
    const request = requestFor(`f${left}`, large(), { resumable: true });
    at.nodes.set(`/${request.temp}`, { content: BYTES.subarray(0, left), modify: '20260101120000' });
    const before = at.received();
    const written = await endpoint.write(request, large());
    t.equal(at.received() - before, BYTES.length - left, `${left} bytes were there`);
    t.equal(written.hash, hashOf(BYTES));
    t.ok(at.nodes.get(`/f${left}`)?.content?.equals(BYTES));
  }
});

t.test('a partial that is not proven is sent anew', async (t) => {
  const other = Buffer.from(BYTES);
  other[2 * MiB - 1] = 0;
  const cases = {
    'its end is another': other.subarray(0, 2 * MiB),
    'it is longer than the file': Buffer.concat([BYTES, BYTES]),
    'it is empty': Buffer.alloc(0),
  };
  for (const [name, left] of Object.entries(cases)) {
    const at = await restartable(t);
    const endpoint = await openEndpoint(t, at.spec, { limits: LIMITS });
    const request = requestFor('f', large(), { resumable: true });
    at.nodes.set(`/${request.temp}`, { content: left, modify: '20260101120000' });
    t.equal((await endpoint.write(request, large())).hash, hashOf(BYTES), name);
    t.equal(at.received(), BYTES.length, name);
    t.ok(at.nodes.get('/f')?.content?.equals(BYTES), name);
  }
});

t.test('without being asked for, nothing is continued', async (t) => {
  const at = await restartable(t);
  const endpoint = await openEndpoint(t, at.spec, { limits: LIMITS });
  const request = requestFor('f', large());
  at.nodes.set(`/${request.temp}`, { content: BYTES.subarray(0, MiB), modify: '20260101120000' });
  await endpoint.write(request, large());
  t.equal(at.received(), BYTES.length);
});

t.test('where appending is refused all is sent, and the server is not asked again', async (t) => {
  for (const answer of ['451 Append not permitted', '502 What?', '550 No']) {
    const at = await restartable(t);
    at.on('APPE', (control) => control.reply(answer));
    const endpoint = await openEndpoint(t, at.spec, { limits: LIMITS });
    for (const name of ['f', 'g']) {
      const request = requestFor(name, large(), { resumable: true });
      at.nodes.set(`/${request.temp}`, { content: BYTES.subarray(0, MiB), modify: '20260101120000' });
      await endpoint.write(request, large());
      t.ok(at.nodes.get(`/${name}`)?.content?.equals(BYTES), answer);
    }
    t.equal(verbs(at).filter((verb) => verb === 'APPE').length, 1);
  }
});

t.test(
  'S13, D1: an error of the server itself leaves no beginning, which may be what fills its disk',
  async (t) => {
    const failing =
      (at: ScriptedServer, answer: string, takes: boolean): Parameters<typeof at.on>[1] =>
      async (control, name) => {
        const data = await control.data();
        control.reply('150 Send it');
        data.once('data', (part: Buffer) => {
          const before = at.nodes.get(name)?.content ?? Buffer.alloc(0);
          const content = takes ? Buffer.concat([before, part]) : before;
          at.nodes.set(name, { content, modify: '20260101120000' });
          data.destroy();
          control.reply(answer);
        });
      };
    const [local, broken] = ['451 Failure writing to local file.', '426 Failure reading network stream.'];
    const cases = [
      { verb: 'STOR', answer: local, takes: true, isLeft: false, retry: true },
      { verb: 'STOR', answer: broken, takes: true, isLeft: true, retry: true },
      { verb: 'APPE', answer: local, takes: true, isLeft: false, retry: true },
      { verb: 'APPE', answer: broken, takes: true, isLeft: true, retry: true },
      // pyftpdlib, when its disk is full. Tried again it would only leave another beginning.
      { verb: 'APPE', answer: broken, takes: false, isLeft: false, retry: false },
    ];
    for (const { verb, answer, takes, isLeft, retry } of cases) {
      const at = await restartable(t);
      at.on(verb, failing(at, answer, takes));
      const endpoint = await openEndpoint(t, at.spec, { limits: LIMITS });
      const request = requestFor('f', large(), { resumable: true });
      if (verb === 'APPE')
        at.nodes.set(`/${request.temp}`, { content: BYTES.subarray(0, MiB), modify: '20260101120000' });
      const message = takes && answer === broken ? /"426 [^"]*"\.$/ : /"\. It may have no room left/;
      const title = `${verb}: ${answer} ${takes ? 'some' : 'nothing'} was taken`;
      await t.rejects(endpoint.write(request, large()), { code: 'failed', retry, message }, title);
      t.equal(at.nodes.has(`/${request.temp}`), isLeft, title);
    }
  },
);

t.test('where a transfer is to begin goes out together with its command', async (t) => {
  const at = await restartable(t);
  let isAnswered = false;
  let together = false;
  at.on(
    'REST',
    (control) => void setTimeout(() => ((isAnswered = true), control.reply('350 From there')), 50),
  );
  at.on('RETR', async (control, name) => {
    together = !isAnswered;
    await sleep(100);
    return control.send(at.nodes.get(name)!.content!.subarray(MiB));
  });
  const endpoint = await openEndpoint(t, at.spec, { limits: LIMITS });
  const request = requestFor('f', large(), { resumable: true });
  at.nodes.set(`/${request.temp}`, { content: BYTES.subarray(0, 2 * MiB), modify: '20260101120000' });
  await endpoint.write(request, large());
  t.ok(together);
  t.ok(at.nodes.get('/f')?.content?.equals(BYTES));
});

t.test('where a transfer can not begin in the middle, the end is found in all of it', async (t) => {
  const at = await restartable(t);
  at.on('REST', (control) => control.reply('502 What?'));
  const endpoint = await openEndpoint(t, at.spec, { limits: LIMITS });
  const request = requestFor('f', large(), { resumable: true });
  at.nodes.set(`/${request.temp}`, { content: BYTES.subarray(0, 3 * MiB), modify: '20260101120000' });
  await endpoint.write(request, large());
  t.equal(at.received(), MiB);
  t.ok(at.nodes.get('/f')?.content?.equals(BYTES));
});

t.test('S11: a size that is a lie is never believed into the file', async (t) => {
  const at = await restartable(t);
  const endpoint = await openEndpoint(t, at.spec, { limits: LIMITS });
  const request = requestFor('f', large(), { resumable: true });
  at.nodes.set(`/${request.temp}`, { content: BYTES.subarray(0, MiB), modify: '20260101120000' });
  at.on('SIZE', (control) => control.reply(`213 ${2 * MiB}`));
  await t.rejects(endpoint.write(request, large()), { code: 'size' });
  t.notOk(at.nodes.has('/f'));
  t.notOk(at.nodes.has(`/${request.temp}`), 'what is not the file is removed');
});

t.test('a transfer that breaks leaves its beginning, and the next attempt goes on there', async (t) => {
  const at = await restartable(t);
  let cut = true;
  at.on('STOR', async (control, name) => {
    if (!cut) return false;
    cut = false;
    const data = await control.data();
    control.reply('150 Send it');
    const parts: Buffer[] = [];
    for await (const part of data) {
      parts.push(part as Buffer);
      if (Buffer.concat(parts).length > 2 * MiB) break;
    }
    at.nodes.set(name, { content: Buffer.concat(parts), modify: '20260101120000' });
    control.destroy();
    return true;
  });
  const endpoint = await openEndpoint(t, at.spec, { limits: LIMITS });
  const request = requestFor('f', large(), { resumable: true });
  await t.rejects(endpoint.write(request, large()), { code: 'failed', retry: true });
  const left = at.nodes.get(`/${request.temp}`)?.content?.length ?? 0;
  t.ok(left > 2 * MiB, 'it is left');
  await endpoint.write(request, large());
  t.equal(at.received(), BYTES.length - left);
  t.ok(at.nodes.get('/f')?.content?.equals(BYTES));
});

t.test('a source that changed leaves nothing to be continued', async (t) => {
  const at = await restartable(t);
  const endpoint = await openEndpoint(t, at.spec, { limits: LIMITS });
  const request = requestFor('f', large(), { resumable: true });
  const changed = contentOf(BYTES, { chunked: 300_000, unchanged: async () => false });
  await t.rejects(endpoint.write(request, changed), { code: 'busy' });
  t.notOk(at.nodes.has(`/${request.temp}`));
});
