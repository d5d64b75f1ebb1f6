import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Subject } from 'rxjs';
import t from 'tap';
import type { Test } from 'tap';
import type { ServerEvent } from '../../src/http/event-stream.ts';
import { route } from '../../src/http/route.ts';
import { PASSWORD, serve } from './support.ts';

const IDLE = 10_000;

/** So many connections that say this and nothing more, as many at a time as a server accepts. */
async function crowd(t: Test, url: string, count: number, text: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
  });
  while (sockets.length < count) {
    const more = Array.from({ length: 200 }, () => connect(Number(port), hostname));
    for (const socket of more) socket.on('error', () => undefined);
    await Promise.all(more.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
    for (const socket of more) if (text !== '') socket.write(text);
    sockets.push(...more);
  }
}

t.test('W6: beside ten thousand idle connections people sign in, and who follows goes on', async (t) => {
  const events = new Subject<ServerEvent>();
  const stream = route({
    method: 'GET',
    path: '/events',
    summary: 'Events',
    access: 'read',
    handle: async () => ({ events }),
  });
  const { url, ask, signIn } = await serve(t, [stream]);
  const { headers, cookie } = await signIn();
  const following = request(`${url}/api/v1/events`, { headers: { cookie } });
  following.end();
  t.teardown(() => following.destroy());
  const [answer] = (await once(following, 'response')) as [IncomingMessage];
  await crowd(t, url, IDLE, '');
  t.equal((await ask('/healthz')).status, 200);
  const login = { method: 'POST', headers: { origin: url }, body: { password: PASSWORD } };
  t.equal((await ask('/api/v1/session', login)).status, 200);
  t.match((await ask('/api/v1/session', { headers })).json, { signedIn: true });
  let told = '';
  answer.on('data', (chunk: Buffer) => (told += chunk.toString('utf8')));
  events.next({ event: 'news', data: {} });
  while (!told.includes('news')) await once(answer, 'data');
});

t.test('W6: nor do those count that send their request slowly', async (t) => {
  const { url, ask } = await serve(t);
  await crowd(t, url, 1_200, 'POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n');
  t.equal((await ask('/healthz')).status, 200);
});
