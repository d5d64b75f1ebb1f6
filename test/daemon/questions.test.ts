import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cli } from '../support/cli.ts';
import type { OpenDaemon } from '../support/daemon.ts';
import { office, until } from '../support/daemon.ts';

async function sync(daemon: OpenDaemon, name: string): Promise<void> {
  const before = (await daemon.ask('GET', `/api/v1/items/${name}/runs?limit=1`)).json[0]?.number ?? 0;
  await daemon.ask('POST', `/api/v1/items/${name}/run`, {});
  await until(async () => {
    const [run] = (await daemon.ask('GET', `/api/v1/items/${name}/runs?limit=1`)).json;
    return run?.number > before && run.state === 'ended';
  });
}

t.test('why, conflicts, trash: what happened is explained, and undone', async (t) => {
  const { root, configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination, mode: two-way }\n');
  const [here, there] = [join(root, 'source'), join(root, 'destination')];
  writeFileSync(join(here, 'a.txt'), 'first');
  const daemon = await open();
  const { ask } = daemon;
  await sync(daemon, 'docs');
  writeFileSync(join(here, 'a.txt'), 'edited here');
  writeFileSync(join(there, 'a.txt'), 'edited there, too');
  t.match(await ask('POST', '/api/v1/items/docs/plan'), {
    json: {
      lines: [{ op: 'conflict', path: 'a.txt', outcome: 'planned' }],
      more: 0,
      summary: { conflicts: 1 },
    },
  });
  await sync(daemon, 'docs');
  const { entries } = (await ask('GET', '/api/v1/items/docs/conflicts')).json;
  t.match(entries, [{ path: 'a.txt', copy: /conflict/, plain: true }]);
  t.match(await ask('GET', '/api/v1/items/docs/why?path=a.txt'), {
    json: { path: 'a.txt', does: /.+/, journal: { kind: 'file' }, last: { op: 'conflict' } },
  });
  t.equal((await ask('GET', '/api/v1/items/docs/why?path=none')).status, 404);
  rmSync(join(here, entries[0].copy));
  await sync(daemon, 'docs');
  const { entries: kept } = (await ask('GET', '/api/v1/items/docs/trash')).json;
  t.match(kept, [{ path: entries[0].copy, side: 'destination' }]);
  t.match(await ask('POST', '/api/v1/items/docs/trash/undo', { run: kept[0].run }), {
    json: { restored: [{ outcome: 'restored', path: entries[0].copy }] },
  });
  t.equal(typeof readFileSync(join(there, entries[0].copy), 'utf8'), 'string');
  const bad = { run: '20200101-000000000-00000000', path: 'x' };
  t.match(await ask('POST', '/api/v1/items/docs/trash/restore', bad), { status: 400 });
});

t.test('held deletes are listed with their proof, and approved', async (t) => {
  const { root, configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination, mode: clone, maxDelete: 0% }\n');
  writeFileSync(join(root, 'source', 'keep'), 'longer');
  writeFileSync(join(root, 'destination', 'extra'), '2');
  const daemon = await open();
  const { ask } = daemon;
  await sync(daemon, 'docs');
  t.match((await ask('GET', '/api/v1/status')).json.items[0], { state: 'held', holds: 1 });
  const [hold] = (await ask('GET', '/api/v1/items/docs/holds')).json;
  t.match(hold, { approved: false, paths: [{ path: 'extra', proof: /asked for by name, is not there/ }] });
  t.match(await ask('POST', `/api/v1/holds/${hold.id}/approve`), { status: 200, json: { approved: true } });
  await sync(daemon, 'docs');
  t.match((await ask('GET', '/api/v1/status')).json.items[0], { state: 'in-sync', holds: 0 });
  t.equal((await ask('POST', '/api/v1/holds/none-1/drop')).status, 400);
});

t.test('an item that is being written can be tried before it is saved', async (t) => {
  const { root, config, configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  mkdirSync(join(root, 'source', 'folder'));
  writeFileSync(join(root, 'source', 'new'), 'x');
  const { ask } = await open();
  const item = { name: 'fresh', source: 'source', destination: join(root, 'not-yet'), mode: 'clone' };
  t.match(await ask('POST', '/api/v1/draft/plan', { item }), {
    json: { summary: { copied: 1, made: 1, exit: 0 } },
  });
  t.match(await ask('POST', '/api/v1/draft/probe', { item, side: 'source' }), {
    json: { root: 'directory', traits: { type: 'directory' } },
  });
  const twoWay = { ...item, mode: 'two-way', destination: 'destination' };
  const probe = async (side: string, changes: object) =>
    (await ask('POST', '/api/v1/draft/probe', { item: { ...twoWay, ...changes }, side })).json.tried;
  t.match(await probe('destination', { mode: 'clone' }), { renames: true, replaces: true, clean: true });
  t.match(await probe('source', {}), { clean: true });
  t.equal(await probe('source', { mode: 'clone' }), undefined, 'a one-way source is not written to');
  t.same(readdirSync(join(root, 'destination')), []);
  const below = { item: { ...item, destination: join(root, 'not-yet', 'below') }, side: 'destination' };
  t.match((await ask('POST', '/api/v1/draft/probe', below)).json, { root: 'absent', parentExists: false });
  t.match(await ask('POST', '/api/v1/draft/plan', { item: { ...item, destination: 'source/in' } }), {
    status: 400,
    json: { detail: /nested/ },
  });
  const schedules = [{ days: 'mon-fri', every: '10 minutes', between: '08:00-18:00' }, { at: '02:30' }];
  const shown = (await ask('POST', '/api/v1/draft/schedule', { schedules, timezone: 'Europe/Prague' })).json;
  t.match(shown, { words: [/every 10 minutes between/, /every day at 02:30/], timezone: 'Europe/Prague' });
  t.equal(shown.next.length, 5);
  const inConfigured = async (): Promise<string> =>
    (await ask('POST', '/api/v1/draft/schedule', { schedules })).json.timezone;
  writeFileSync(config, `timezone: Asia/Tokyo\n${readFileSync(config, 'utf8')}`);
  await until(async () => (await inConfigured()) === 'Asia/Tokyo');
  t.match(
    await ask('POST', '/api/v1/draft/ignore', {
      patterns: ['\\.db$', '^cache/', '(', '^tmp$'],
      paths: ['a.db', 'cache/x', 'src/cache/x', 'tmp/deep/file', 'fine'],
    }),
    { json: { errors: [{ pattern: '(' }], matches: ['\\.db$', '^cache/', null, '^tmp$', null] } },
  );
});

t.test('only folders below allowed directories can be browsed', async (t) => {
  const { root, configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  writeFileSync(join(root, 'source', 'file'), 'x');
  const { ask } = await open();
  t.match((await ask('GET', '/api/v1/browse')).json, { entries: [{ path: root }], parent: null });
  const inside = (await ask('GET', `/api/v1/browse?path=${encodeURIComponent(root)}`)).json;
  t.match(inside.entries, [
    { name: 'destination', folder: true },
    { name: 'source', folder: true },
  ]);
  for (const path of ['/etc', `${root}/../../etc`, `${root}x`])
    t.equal((await ask('GET', `/api/v1/browse?path=${encodeURIComponent(path)}`)).status, 403, path);
  t.equal((await ask('GET', `/api/v1/browse?path=${encodeURIComponent(`${root}/none`)}`)).status, 404);
  symlinkSync('/etc', join(root, 'source', 'out'));
  symlinkSync(join(root, 'destination'), join(root, 'source', 'in'));
  const browse = (...names: string[]) =>
    ask('GET', `/api/v1/browse?path=${encodeURIComponent(join(root, ...names))}`);
  t.equal((await browse('source', 'out')).status, 403, 'a link that leads out');
  t.equal((await browse('source', 'in')).status, 200);
});

t.test('of an item at the top of the machine only its own folder can be browsed', async (t) => {
  const { root, configure, open } = office(t);
  configure('  - { name: docs, source: /none-there, destination: destination }\n');
  const { ask } = await open();
  t.match((await ask('GET', '/api/v1/browse')).json.entries, [{ path: '/none-there' }, { path: root }]);
});

t.test('a live item rests while a hold of it is approved, and goes on', async (t) => {
  const { root, configure, open } = office(t);
  const item = 'name: docs, source: source, destination: destination, mode: clone, maxDelete: 0%, live: true';
  configure(`  - { ${item} }\n`);
  writeFileSync(join(root, 'source', 'keep'), 'longer');
  writeFileSync(join(root, 'destination', 'extra'), '2');
  const daemon = await open();
  const { ask } = daemon;
  const state = async () => (await ask('GET', '/api/v1/status')).json.items[0].state;
  await until(async () => (await state()) === 'held');
  const [hold] = (await ask('GET', '/api/v1/items/docs/holds')).json;
  const where = ['--state', daemon.state];
  t.match(await cli(['holds', 'approve', 'none-1', ...where]), { exit: 2 });
  t.match(await cli(['holds', 'approve', hold.id, ...where]), { exit: 0, stdout: /is approved.*\(1 file\)/ });
  await until(async () => (await state()) === 'live');
  t.equal(existsSync(join(root, 'destination', 'extra')), false);
  const { entries } = (await ask('GET', '/api/v1/items/docs/trash')).json;
  t.match(await ask('POST', '/api/v1/items/docs/trash/undo', { run: entries[0].run }), {
    json: { restored: [{ path: 'extra', outcome: 'restored' }] },
  });
});
