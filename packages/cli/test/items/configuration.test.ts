import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { desk, objects } from './desk.js';
import { TWO } from './two-items.js';

t.test('check: every problem with its place; exit 2 when the configuration cannot be used', async (t) => {
  t.match(await desk(t, TWO).run(['check'], { env: { PW: 'x' } }), {
    exit: 0,
    err: '',
    out: /is in order: 2 items\n$/,
  });
  const unset = await desk(t, TWO).run(['check', '--json']);
  t.match(objects(unset.out), [
    {
      type: 'problem',
      level: 'warning',
      line: TWO.slice(0, TWO.indexOf('{ env: PW }')).split('\n').length,
      key: 'items[0].destination.password',
      message: /variable PW is not set/,
    },
    { type: 'summary', exit: 0, items: 2, errors: 0, warnings: 1 },
  ]);
  const bad = desk(t, 'x: 1\ny: 2\n');
  t.match(await bad.run(['check']), {
    exit: 2,
    err: /^error: .*:1:1: x: .*\nerror: .*:2:1: y: /,
    out: /2 errors/,
  });
  t.match(objects((await bad.run(['check', '--json'])).out), [
    { line: 1 },
    { line: 2 },
    { exit: 2, errors: 2 },
  ]);
  const withoutTls = desk(t, 'http: { tls: { certificate: no.pem, key: no.pem } }\nitems: []\n');
  t.match(await withoutTls.run(['check']), {
    exit: 0,
    err: /^warning: .*:1:14: http\.tls: .*no\.pem cannot be read: .*; the daemon would not start\n$/,
    out: /is in order: 0 items, 1 warning\n$/,
  });
  t.match(await desk(t).run(['check']), { exit: 2, err: /there is no configuration/ });
  t.match(JSON.parse((await desk(t).run(['check', '--schema'])).out), { title: 'Syncline configuration' });
});

t.test('export and import: items come over whole, with paths that mean the same', async (t) => {
  const from = desk(t, TWO.replace('/mnt/photos', 'relative'));
  const { exit, out } = await from.run(['export']);
  t.equal(exit, 0);
  const to = desk(t);
  t.match(await to.run(['import', '-'], { stdin: out }), { exit: 0, out: /2 items imported into/ });
  t.match(to.text(), new RegExp(`destination: ${join(from.home, '.config/syncline/relative')}\n`));
  t.match(to.text(), /password:\n? *\{? ?env: PW/);
  t.match(await to.run(['import', '-'], { stdin: out }), {
    exit: 2,
    err: /an item 'mail' already: --replace/,
  });
  t.match(await to.run(['import', '-', '--replace'], { stdin: out }), { exit: 0 });
  t.match((await from.run(['export', 'photos'])).out, /^items:\n +- name: photos\n(?!.*mail)/s);
  t.match((await from.run(['export', '--group', 'backups'])).out, /name: mail\n(?!.*photos)/s);
  t.match(objects((await from.run(['export', '--json'])).out), [{ name: 'mail' }, { name: 'photos' }]);
  t.match(await from.run(['export', 'nobody']), { exit: 2, err: /no item 'nobody'/ });
});

t.test('import: all or none', async (t) => {
  const { run, text } = desk(t, TWO);
  const table: readonly (readonly [string, RegExp])[] = [
    [
      'items: [{name: a, source: /a, destination: /b}, {name: mail, source: /c, destination: /d}]',
      /'mail' already/,
    ],
    ['[{name: a, source: /a, destination: /b}, {name: b, source: /c, destination: /b}]', /writes into \/b/],
    ['items: 5', /no list of items/],
    ['[1]', /no list of items/],
    ['{', /not valid YAML/],
    ['[{source: /a, destination: /b}]', /name: is missing/],
  ];
  for (const [input, message] of table) {
    t.match(await run(['import', '-'], { stdin: input }), { exit: 2, err: message }, input);
    t.equal(text(), TWO);
  }
  t.match(await run(['import', 'nowhere.yaml']), { exit: 2, err: /nowhere\.yaml cannot be read/ });
});

t.test('secret: kept encrypted, never shown, found by the items that refer to it', async (t) => {
  const { home, run } = desk(t, TWO.replace('{ env: PW }', '{ secret: server }'));
  t.match(await run(['check']), {
    exit: 0,
    err: /no secret 'server': set it with 'syncline secret set server'/,
  });
  const set = await run(['secret', 'set', 'server'], { stdin: 'hunter2\n' });
  t.match(set, { exit: 0, err: '' });
  t.match(await run(['check']), { exit: 0, err: '' });
  t.match(await run(['secret', 'list']), { exit: 0, out: 'server\n' });
  for (const name of ['syncline.secrets.json', 'syncline.key'])
    t.notMatch(readFileSync(join(home, '.config/syncline', name), 'utf8'), /hunter/);
  t.notMatch(set.out, /hunter/);
  t.match(await run(['secret', 'set', 'x']), { exit: 2, err: /the value is empty/ });
  t.match(await run(['secret', 'set', 'x'], { stdin: 'a\nhunter2' }), {
    exit: 2,
    err: /^(?!.*hunter).*line break/s,
  });
  t.match(await run(['secret', 'set', 'x', 'hunter2']), { exit: 2, err: /too many arguments/ });
  t.match(await run(['secret', 'rm', 'server']), { exit: 0 });
  t.match(await run(['secret', 'rm', 'server']), { exit: 2, err: /no secret 'server'/ });
});

t.test('--config: another file, which reading commands need to be there', async (t) => {
  const { home, run } = desk(t);
  t.match(await run(['--config', 'other.yaml', 'items']), {
    exit: 2,
    err: /--config: there is no file .*other\.yaml/,
  });
  t.match(await run(['add', 'a', '/a', '/b', '--config', 'other.yaml']), { exit: 0 });
  t.ok(existsSync(join(home, 'other.yaml')));
  t.match(await run(['items', '--config', 'other.yaml']), { exit: 0, out: /^a /m });
  writeFileSync(join(home, 'other.yaml'), 'items: [');
  t.match(await run(['items', '--config', 'other.yaml']), { exit: 2, err: /not valid YAML/ });
});
