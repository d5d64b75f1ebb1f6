import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';
import { loadConsole } from '../../src/http/console-files.ts';
import { serve } from './support.ts';

const HTML = { accept: 'text/html' };

async function served(t: Test) {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(join(directory, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(directory, 'secret.js'), 'beside the console');
  writeFileSync(join(directory, 'dist', 'index.html'), '<meta content="__NONCE__"><div id="root"></div>');
  writeFileSync(join(directory, 'dist', 'assets', 'main-1a2b.js'), 'start()');
  writeFileSync(join(directory, 'dist', 'icon.svg'), '<svg/>');
  return serve(t, [], await loadConsole(join(directory, 'dist')));
}

t.test('the page allows its own styles by a number that is new each time', async (t) => {
  const { ask } = await served(t);
  const [one, two] = [await ask('/', { headers: HTML }), await ask('/items/mail', { headers: HTML })];
  const nonce = /content="([\w-]+)"/.exec(one.text)![1];
  t.match(one.headers.get('content-security-policy'), `style-src 'self' 'nonce-${nonce}'`);
  t.match(one.headers.get('content-security-policy'), "script-src 'self';");
  t.match(one.headers.get('content-type'), 'text/html');
  t.equal(two.status, 200, 'a place inside the console');
  t.match((await ask('/')).headers.get('content-type'), 'text/html', 'whoever asks');
  t.notMatch(two.text, nonce!);
});

t.test('built files are kept for ever, the page never', async (t) => {
  const { ask } = await served(t);
  const script = await ask('/assets/main-1a2b.js');
  t.match(script, { status: 200, text: 'start()' });
  t.match(script.headers.get('content-type'), 'text/javascript');
  t.match(script.headers.get('cache-control'), 'immutable');
  t.equal((await ask('/icon.svg')).headers.get('cache-control'), 'no-store');
  t.equal((await ask('/', { headers: HTML })).headers.get('cache-control'), 'no-store');
});

t.test('W5: nothing but the console’s own files can be read', async (t) => {
  const { ask } = await served(t);
  for (const path of ['/secret.js', '/..%2fsecret.js', '/assets/..%2f..%2fsecret.js', '/assets/none.js'])
    t.equal((await ask(path)).status, 404, path);
  t.equal((await ask('/api/v1/nothing', { headers: HTML })).status, 404);
  t.equal((await ask('/', { method: 'POST', headers: HTML })).status, 404);
});

t.test('without a built console there is only the API', async (t) => {
  t.equal(await loadConsole('/nowhere'), undefined);
  const { ask } = await serve(t);
  t.equal((await ask('/', { headers: HTML })).status, 404);
  t.equal((await ask('/healthz')).status, 200);
});
