import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createDirectoryEndpoint } from '@syncline/endpoint';
import t from 'tap';

import { makePlace, type Place } from './place.js';
import { path, write } from './requests.js';

/** Runs with a `sync` program of our own making in front of the system's. */
async function withSync(place: Place, script: string, work: () => Promise<void>): Promise<void> {
  const bin = join(place.besides, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'sync'), script);
  chmodSync(join(bin, 'sync'), 0o755);
  const before = process.env['PATH'];
  process.env['PATH'] = `${bin}${delimiter}${before}`;
  try {
    await work();
  } finally {
    process.env['PATH'] = before;
  }
}

void t.test(
  'what a stopped process wrote is made durable, and nothing to do starts no program',
  async (one) => {
    const place = await makePlace();
    const log = join(place.besides, 'log');
    await withSync(place, `#!/bin/sh\ntest -d "$2" && echo called >>"${log}"\n`, async () => {
      await place.endpoint.flush();
      one.equal(
        readFileSync(log, 'utf8'),
        'called\n',
        'the first time what is there may be of a stopped process',
      );
      await place.endpoint.flush();
      one.equal(readFileSync(log, 'utf8'), 'called\n');
    });
    await place.cleanup();
  },
);

void t.test('of a root that is not there nothing has to be made durable', async (one) => {
  const place = await makePlace();
  await withSync(place, `#!/bin/sh\ntouch "${place.besides}/called"\n`, async () => {
    const none = createDirectoryEndpoint({ type: 'directory', path: join(place.besides, 'none') });
    await none.open();
    await none.flush();
    await none.close();
  });
  one.notOk(existsSync(join(place.besides, 'called')));
  await place.cleanup();
});

void t.test('one program for all that was written, run one at a time', async (one) => {
  const place = await makePlace();
  const log = join(place.besides, 'log');
  const script = `#!/bin/sh\necho begin >>"${log}"; test -d "$2" || exit 1; sleep 0.05; echo end >>"${log}"\n`;
  await withSync(place, script, async () => {
    for (let n = 0; n < 20; n += 1) await write(place.endpoint, path(`file-${n}`), 'x');
    const first = place.endpoint.flush();
    await write(place.endpoint, path('later'), 'x');
    await Promise.all([first, place.endpoint.flush(), place.endpoint.flush()]);
  });

  one.same(readFileSync(log, 'utf8').trim().split('\n'), ['begin', 'end', 'begin', 'end']);
  await place.cleanup();
});

void t.test('where the program fails every file and directory is synced by itself', async (one) => {
  const place = await makePlace();
  await withSync(place, '#!/bin/sh\nexit 1\n', async () => {
    await place.endpoint.makeDirectory(path('d'), undefined);
    await write(place.endpoint, path('d/file'), 'x');
    await write(place.endpoint, path('gone'), 'x');
    await place.outside.remove(path('gone'));
    await place.endpoint.flush();
  });
  one.pass('it returned');
  await place.cleanup();
});

void t.test('an aborted flush stops waiting', async (one) => {
  const place = await makePlace();
  const ended = join(place.besides, 'ended');
  await withSync(place, `#!/bin/sh\nsleep 2\n>"${ended}"\n`, async () => {
    await write(place.endpoint, path('file'), 'x');
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    await one.rejects(place.endpoint.flush(abort.signal), { code: 'interrupted' });
    one.notOk(existsSync(ended));
    await place.endpoint.flush();
  });
  await place.cleanup();
});

/** Writes a file and flushes, so many times. */
async function flushEach({ endpoint }: Place, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await write(endpoint, path(`file-${n}`), 'x');
    await endpoint.flush();
  }
}

void t.test('a shell starts the program, always the same', async (one) => {
  const place = await makePlace();
  const log = join(place.besides, 'log');
  await withSync(place, `#!/bin/sh\ntest -d "$2" || exit 1\necho $PPID >>"${log}"\n`, () =>
    flushEach(place, 4),
  );
  const parents = readFileSync(log, 'utf8').trim().split('\n').map(Number);
  one.equal(parents.length, 4);
  one.equal(new Set(parents).size, 1);
  one.not(parents[0], process.pid);
  await place.cleanup();
});

void t.test('a shell that was killed is done without, and the next flush has a new one', async (one) => {
  const place = await makePlace();
  const log = join(place.besides, 'log');
  const script = `#!/bin/sh\nif [ $PPID = ${process.pid} ]; then echo alone; else echo shell; kill -9 $PPID; fi >>"${log}"\n`;
  await withSync(place, script, () => flushEach(place, 3));
  one.same(readFileSync(log, 'utf8').trim().split('\n'), [
    'shell',
    'alone',
    'shell',
    'alone',
    'shell',
    'alone',
  ]);
  await place.cleanup();
});

void t.test(
  'no descriptor left for the pipes of the program: it counts as not done, and nothing breaks',
  async (one) => {
    const script = `
    import { closeSync, openSync } from 'node:fs';
    import { SyncShell } from ${JSON.stringify(new URL('../../dist/directory/sync-shell.js', import.meta.url).href)};
    const held = [];
    try { for (;;) held.push(openSync('/dev/null')); } catch {}
    const shell = new SyncShell();
    console.log(await shell.sync([held[0]]), shell.ended);
    held.forEach((file) => closeSync(file));
  `;
    const args = [
      '-c',
      'ulimit -n 64; exec "$0" "$@"',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
    ];
    one.equal(execFileSync('sh', args, { encoding: 'utf8' }), 'false true\n');
  },
);
