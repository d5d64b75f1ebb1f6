import t from 'tap';
import { serve } from './support.ts';
import { events, routes } from './things.ts';

t.test('events are streamed one by one, and whatever a name holds stays inside one', async (t) => {
  const { url, signIn } = await serve(t, routes);
  const { cookie } = await signIn();
  const gone = new AbortController();
  const answer = await fetch(`${url}/api/v1/events`, { headers: { cookie }, signal: gone.signal });
  t.equal(answer.headers.get('content-type'), 'text/event-stream');
  t.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  events.next({ event: 'line', data: { path: 'a\n\nevent: fake' }, id: '7' });
  t.equal((await reader.read()).value, 'id: 7\nevent: line\ndata: {"path":"a\\n\\nevent: fake"}\n\n');
  gone.abort();
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.equal(events.observed, false);
});

t.test('W11: who is signed out, and a token that is removed, is told nothing more', async (t) => {
  const { url, ask, signIn, access } = await serve(t, routes);
  const { cookie, headers } = await signIn();
  const { token } = await access.addToken('watcher', 'read');
  const ends = [{ cookie }, { authorization: `Bearer ${token}` }].map(async (who) => {
    const answer = await fetch(`${url}/api/v1/events`, { headers: who });
    return answer.text().then(
      () => 'ended',
      () => 'cut',
    );
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  events.next({ event: 'a', data: {} });
  t.equal((await ask('/api/v1/session', { method: 'DELETE', headers })).status, 204);
  t.equal(await access.removeToken('watcher'), true);
  await access.addToken('watcher', 'read');
  events.next({ event: 'b', data: {} });
  t.same(await Promise.all(ends), ['cut', 'cut']);
});

t.test('asked for the headers of events alone, nothing is kept open', async (t) => {
  const { ask, signIn } = await serve(t, routes);
  const { headers } = await signIn();
  const answer = await ask('/api/v1/events', { method: 'HEAD', headers });
  t.match([answer.status, answer.headers.get('content-type')], [200, 'text/event-stream']);
  t.notOk(events.observed);
});
