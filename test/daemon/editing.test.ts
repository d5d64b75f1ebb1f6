import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { CLONE, office, until } from '../support/daemon.ts';

t.test(
  'an edit of the configuration is in force at once; a bad one is refused, and the items go on',
  async (t) => {
    const { root, config, configure, open } = office(t);
    configure(CLONE);
    const { ask } = await open();
    const names = async () =>
      (await ask('GET', '/api/v1/status')).json.items.map(({ name }: { name: string }) => name);
    configure(`${CLONE}  - { name: other, source: ${root}, destination: /nowhere/at/all }\n`);
    await until(async () => (await names()).length === 2);
    const text = readFileSync(config, 'utf8');
    writeFileSync(config, text.replace('mode: clone', 'mode: clown'));
    await until(async () => (await ask('GET', '/api/v1/status')).json.config.problems.length > 0);
    t.match(
      (await ask('GET', '/api/v1/status')).json.config.problems[0],
      /syncline\.yaml:3:.*items\[0\]\.mode/,
    );
    t.same(await names(), ['mail', 'other']);
    configure(CLONE);
    await until(async () => (await names()).length === 1);
    t.same((await ask('GET', '/api/v1/status')).json.config.problems, []);
  },
);

t.test('nothing is saved into a file that went away, or was emptied, under the daemon', async (t) => {
  const { config, configure, open } = office(t);
  configure(CLONE);
  const { ask } = await open();
  const text = readFileSync(config, 'utf8');
  const item = { name: 'other', source: '/nowhere/s', destination: '/nowhere/d' };
  for (const lose of [() => rmSync(config), () => writeFileSync(config, '')]) {
    lose();
    const answer = await ask('POST', '/api/v1/items', item);
    t.match(answer, { status: 400, json: { detail: /before this is put right: .*(not there|empty)/ } });
    t.match(await ask('DELETE', '/api/v1/items/mail'), { status: 400 });
    t.equal(existsSync(config) ? readFileSync(config, 'utf8') : '', '');
    t.match((await ask('GET', '/api/v1/status')).json.items, [{ name: 'mail' }]);
  }
  writeFileSync(config, text);
  t.equal((await ask('POST', '/api/v1/items', item)).status, 201);
});

t.test(
  'of items that are added and changed at the same time none is lost, nor are their passwords',
  async (t) => {
    const { configure, open, root } = office(t);
    configure(CLONE);
    const { ask } = await open();
    const names = Array.from({ length: 10 }, (_, index) => `item-${index}`);
    const item = (name: string, description: string) => ({
      name,
      description,
      source: `/nowhere/${name}`,
      destination: { type: 'ftp', server: 'localhost', username: 'u', password: 'p', directory: name },
    });
    const added = await Promise.all(names.map((name) => ask('POST', '/api/v1/items', item(name, ''))));
    t.same([...new Set(added.map(({ status }) => status))], [201]);
    const changed = await Promise.all(
      names.map((name) => ask('PUT', `/api/v1/items/${name}`, item(name, 'changed'))),
    );
    t.same([...new Set(changed.map(({ status }) => status))], [200]);
    const { json } = await ask('GET', '/api/v1/items');
    t.same(
      json.slice(1).map((each: { item: { name: string; description: string } }) => each.item),
      names.map((name) => ({
        ...item(name, 'changed'),
        destination: { ...item(name, '').destination, password: { secret: `${name}.destination` } },
      })),
    );
    const secrets = JSON.parse(readFileSync(join(root, 'syncline.secrets.json'), 'utf8')) as {
      secrets: unknown[];
    };
    t.equal(secrets.secrets.length, 10);
  },
);

t.test('a change does not undo one that it knows nothing of', async (t) => {
  const { config, configure, open } = office(t);
  configure(CLONE);
  const { ask } = await open();
  const { item, version } = (await ask('GET', '/api/v1/items/mail')).json;
  const changed = await ask('PUT', `/api/v1/items/mail?version=${version}`, { ...item, description: 'one' });
  t.equal(changed.status, 200);
  const late = await ask('PUT', `/api/v1/items/mail?version=${version}`, { ...item, group: 'two' });
  t.match(late, { status: 409, json: { code: 'changed', detail: /^The item mail was changed meanwhile/ } });
  t.match(readFileSync(config, 'utf8'), 'description: one');
  const again = await ask('PUT', `/api/v1/items/mail?version=${changed.json.version}`, {
    ...item,
    group: 'two',
  });
  t.equal(again.status, 200);
  t.equal((await ask('PUT', '/api/v1/items/mail', item)).status, 200, 'it need not be said');
});

t.test(
  'while the file is not in order nothing is saved into it, and the fault is said to be there',
  async (t) => {
    const { config, configure, open } = office(t);
    configure(CLONE);
    const { ask } = await open();
    const { item } = (await ask('GET', '/api/v1/items/mail')).json;
    writeFileSync(config, readFileSync(config, 'utf8').replace('mode: clone', 'mode: klone'));
    const refused = await ask('PUT', '/api/v1/items/mail', { ...item, description: 'new' });
    t.match(refused, { status: 400, json: { detail: /^Nothing can be saved before .*mode: is none of/ } });
    t.equal(refused.json.faults, undefined, 'no key of what was sent is at fault');
  },
);

t.test('items are added, changed, copied and deleted in the file, whose comments survive', async (t) => {
  const { root, config, configure, open } = office(t);
  configure(`  # The mail of everybody.\n${CLONE}`);
  const { ask } = await open();
  const ftp = { type: 'ftp', server: 'backup.example.org', username: 'me', password: 'hunter2' };
  const added = await ask('POST', '/api/v1/items', { name: 'web', source: '/srv/web', destination: ftp });
  t.equal(added.status, 201);
  t.notMatch(JSON.stringify(added.json), 'hunter2');
  t.notMatch(readFileSync(config, 'utf8'), 'hunter2', 'W7: it went to the encrypted store');
  t.match(readFileSync(config, 'utf8'), 'secret: web.destination');
  t.equal((await ask('POST', '/api/v1/items', { name: 'web', source: '/a', destination: '/b' })).status, 409);
  const shown = (await ask('GET', '/api/v1/items/web')).json.item;
  const { password: _reference, ...destination } = shown.destination;
  const changed = { ...shown, destination, description: 'The web site' };
  t.equal((await ask('PUT', '/api/v1/items/web', changed)).status, 200);
  t.match(readFileSync(config, 'utf8'), 'secret: web.destination', 'its password is kept');
  const faults = async (item: object) => (await ask('POST', '/api/v1/items', item)).json.faults;
  const sides = { source: '/a', destination: '/b' };
  t.match(await faults({ ...sides, name: 'bad', limits: { retries: -1 }, mode: 'none' }), [
    { key: 'mode', message: /^is none of/ },
    { key: 'limits.retries', message: /^is not a whole number/ },
  ]);
  const patterns = { path: '/a', type: 'directory', ignore: ['ok', '(?=x)', '['] };
  t.match(await faults({ ...sides, name: 'bad', source: patterns }), [
    { key: /source\.ignore\[1\]$/, message: /look-around/ },
    { key: /source\.ignore\[2\]$/, message: /not valid/ },
  ]);
  const store = () => readFileSync(config.replace(/yaml$/, 'secrets.json'), 'utf8');
  const before = store();
  const typed = { ...destination, password: 'another one' };
  const refused = { ...changed, destination: typed, fileCheck: 'no key' };
  t.equal((await ask('PUT', '/api/v1/items/web', refused)).status, 400);
  const overlapping = { ...changed, source: join(root, 'source'), destination: join(root, 'source', 'in') };
  t.equal((await ask('PUT', '/api/v1/items/web', overlapping)).status, 400);
  t.equal(
    (await ask('PUT', '/api/v1/items/mail', { ...changed, name: 'mail', destination: typed })).status,
    400,
  );
  t.equal(store(), before, 'what is refused leaves no password behind');
  t.equal(
    (await ask('POST', '/api/v1/items/web/copy', { ...changed, name: 'web2' })).status,
    400,
    'same place',
  );
  const elsewhere = { ...changed, name: 'web2', destination: { ...destination, directory: 'two' } };
  t.equal((await ask('POST', '/api/v1/items/web/copy', elsewhere)).status, 400, 'inside the place of web');
  t.match(store(), 'web.destination');
  t.equal((await ask('DELETE', '/api/v1/items/web')).status, 204);
  t.notMatch(store(), 'web.destination', 'the password that was typed for it goes with it');
  t.equal((await ask('DELETE', '/api/v1/items/web')).status, 404);
  const bad = await ask('POST', '/api/v1/items', {
    name: 'x',
    source: '/a',
    destination: '/b',
    mode: 'clown',
  });
  t.match(bad, { status: 400, json: { detail: /mode/ } });
  t.match(readFileSync(config, 'utf8'), '# The mail of everybody.');
});
