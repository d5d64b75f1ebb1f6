import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { configFile, loadConfig } from '@syncline/daemon/config';

import { desk, objects } from './desk.js';

const TWO = `# mine
items:
  # the mail
  - name: mail
    group: backups
    mode: clone
    source: /srv/mail
    destination: { type: ftp, server: h, username: me, password: { env: PW } }
    schedule: { days: mon-fri, at: 02:30 }
  - name: photos
    description: "Photos \\e[2J"
    source: ~/Photos
    destination: /mnt/photos
    live: true
`;

t.test('items: a line each, with when they run and where they lead, and their next five runs', async (t) => {
  const { run } = desk(t, `timezone: Europe/Prague\n${TWO}`);
  const { exit, out } = await run(['items']);
  t.equal(exit, 0);
  t.match(out.split('\n'), [
    /^NAME +GROUP +MODE +WHEN +SOURCE -> DESTINATION +DESCRIPTION$/,
    /^mail +backups +clone +on Mon at 02:30|^mail +backups +clone +on Mon-Fri at 02:30 +\/srv\/mail -> ftp:\/\/me@h\//,
    /^ {2}next \d{4}-\d\d-\d\d 02:30(, (\d{4}-)?\d\d-\d\d 02:30){4} \(Europe\/Prague\)$/,
    /^photos +simple +live .*Photos \\x1b\[2J/,
  ]);
  t.match(objects((await run(['items', '--json'])).out), [
    { type: 'item', name: 'mail', group: 'backups', schedule: ['on Mon-Fri at 02:30'], live: false },
    { type: 'item', name: 'photos', group: null, next: [], live: true },
  ]);
});

t.test('items, show: of a live item no run is told that its schedule would bring', async (t) => {
  const { run } = desk(t, TWO.replace('02:30 }', '02:30 }\n    live: true'));
  t.match((await run(['items'])).out, /^mail +backups +clone +live +\/srv\/mail/m);
  t.match((await run(['show', 'mail'])).out, /days: mon-fri[^]*# live: its schedules are not followed\n$/);
  const shown = objects((await run(['show', 'mail', '--json'])).out)[0];
  t.match(shown, { schedule: ['on Mon-Fri at 02:30'], live: true });
  t.same(shown?.['next'], []);
});

t.test('groups: with their items', async (t) => {
  const { run } = desk(t, TWO);
  t.match(await run(['groups']), { exit: 0, out: 'backups: mail\n' });
  t.same(objects((await run(['groups', '--json'])).out), [
    { type: 'group', name: 'backups', items: ['mail'] },
  ]);
});

t.test('show: the definition, the schedule in words and the next five runs, no password', async (t) => {
  const { run } = desk(t, TWO.replace('{ env: PW }', 'hunter2').replace('~/Photos', 'ftp://me:hunter2@h/x'));
  const { exit, out } = await run(['show', 'mail']);
  t.equal(exit, 0);
  t.match(out, /^name: mail\n.*# runs on Mon-Fri at 02:30\n# next runs \(.*\):\n(#   .*02:30\n){5}$/s);
  const shown = objects((await run(['show', 'mail', '--json'])).out)[0];
  t.match(shown, { type: 'item', definition: { name: 'mail', destination: { server: 'h' } } });
  t.equal((shown?.['next'] as readonly unknown[] | undefined)?.length, 5);
  for (const line of [
    ['show', 'mail'],
    ['show', 'photos'],
    ['show', 'mail', '--json'],
    ['items', '--json'],
    ['export'],
  ]) {
    const said = await run(line);
    t.notMatch(said.out + said.err, /hunter/, line.join(' '));
  }
  t.match(await run(['show', 'nobody']), { exit: 2, err: /no item 'nobody'.*Items: mail, photos/ });
});

t.test('show: of two endpoints, the definition of an item that does the same', async (t) => {
  const { run } = desk(t);
  const pair = ['show', '/a', 'ftp://u@h/d', '--state', '/s', '--mode', 'clone', '--ignore-source', 'x'];
  t.match(await run(pair), {
    exit: 0,
    out: /^mode: clone\nsource:\n  type: directory\n  path: \/a\n  ignore:\n    - x\n/,
  });
  t.match(objects((await run([...pair, '--json'])).out), [
    {
      type: 'item',
      definition: { mode: 'clone', destination: { type: 'ftp', server: 'h', directory: 'd' } },
    },
  ]);
  t.match(await run(['show', 'mail', '--mode', 'clone']), {
    exit: 2,
    err: /--mode belongs to the item mail/,
  });
  t.match(await run(['show', 'mail', '--live']), { exit: 2, err: /--live belongs to the item mail/ });
  t.match(await run(['show', '/a', 'ftp://u:pw@h/d']), { exit: 2, err: /^(?!.*pw@).*a password in a URL/ });
});

t.test('the help of what changes an item shows no presets, which it would not set', async (t) => {
  const { run } = desk(t);
  t.match(await run(['help', 'add']), { exit: 0, out: /\(default: "simple"\)[^]*\(default: 100ms\)/ });
  for (const command of ['edit', 'copy'])
    t.match(await run(['help', command]), { exit: 0, out: /^(?![^]*default:)[^]*--settle <TIME>/ });
});

t.test('add: makes the file, with every option as a field', async (t) => {
  const { file, home, run } = desk(t);
  t.match(await run(['items']), { exit: 0, out: /no items in .*syncline\.yaml.*syncline add/ });
  const line =
    'add mail in ftpes://me@h/d --mode two-way --conflict larger --compare size --no-recursive --no-trash --max-delete 5% --connections 4 --bandwidth 1MiB --timeout 9 --retries 0 --group g --log-file log.txt --timezone Europe/Prague --catch-up --live --destination-password file:pw --file-check-source .alive=ok --ignore x$ --ignore-source y$';
  const { exit, err, out } = await run([
    ...line.split(' '),
    '--description',
    'a # b: c',
    '--schedule',
    '{every: 5 minutes}',
    '--trust-destination',
    'ab'.repeat(32),
  ]);
  t.same([exit, err], [0, '']);
  t.equal(out, `mail is added to ${file}.\n`);
  t.equal(statSync(file).mode & 0o777, 0o600);
  const { config } = await loadConfig(configFile(undefined, { cwd: '/', env: {}, home }), home);
  t.match(config.items, [
    {
      name: 'mail',
      description: 'a # b: c',
      group: 'g',
      mode: 'two-way',
      recursive: false,
      source: {
        endpoint: { path: join(home, 'in') },
        ignore: ['x$', 'y$'],
        fileCheck: { path: '.alive', pattern: 'ok' },
      },
      destination: {
        endpoint: {
          type: 'ftp',
          tls: 'explicit',
          server: 'h',
          directory: 'd',
          password: { from: 'file', path: join(home, 'pw') },
          fingerprint: 'ab'.repeat(32),
        },
        ignore: ['x$'],
      },
      schedules: [{ frequency: { kind: 'every', minutes: 5 } }],
      timezone: 'Europe/Prague',
      catchUp: true,
      live: { settleMs: 100 },
      conflict: 'larger',
      compare: 'size',
      trash: 'off',
      deleteLimit: { percent: 5, floor: 0 },
      limits: { connections: 4, bandwidth: 1_048_576, timeout: 9, retries: 0 },
      logFile: join(home, 'log.txt'),
    },
  ]);
});

t.test('add: what is not in order is refused, and the file stays as it was', async (t) => {
  const { run, text } = desk(t, TWO);
  const table: readonly (readonly [string, RegExp])[] = [
    ['add mail /a /b', /there is an item 'mail' already: 'syncline edit mail'/],
    ['add x /a /mnt/photos/sub', /writes into .*which the item photos writes too/],
    ['add x /a /a/b', /nested/],
    ['add a/b /a /b', /name: is not a name/],
    ['add x /a', /missing required argument/],
    ['add x /a ftp://me:hunter2@h/d', /^(?!.*hunter).*secret set NAME.*--destination-password secret:NAME/s],
    ['add x /a ftp://h --destination-password hunter2', /^(?!.*hunter).*write env:NAME/s],
    ['add x /a /b --schedule {at:61:00}', /schedule/],
    ['add x /a /b --schedule [', /--schedule: this is not valid YAML/],
    ['add x /a /b --set limits', /--set: 'limits' is not KEY=VALUE/],
    ['add x /a /b --set __proto__.x=1', /__proto__: is no key/],
    ['add x /a /b --mode cloen', /--mode/],
    ['add x /a /b --ignore (a', /the pattern "\(a" is not valid/],
  ];
  for (const [line, message] of table) {
    t.match(await run(line.split(' ')), { exit: 2, err: message }, line);
    t.equal(text(), TWO);
  }
});

t.test('edit: what is given, and nothing else', async (t) => {
  const { run, text } = desk(t, TWO);
  t.match(await run('edit mail --mode simple --set limits.connections=4 --unset schedule'.split(' ')), {
    exit: 0,
    out: /mail is changed in/,
  });
  t.equal(
    text(),
    TWO.replace('mode: clone', 'mode: simple').replace(
      '    schedule: { days: mon-fri, at: 02:30 }\n',
      '    limits:\n      connections: 4\n',
    ),
  );
  await run(['edit', 'photos', '--ignore-source', 'x$', '--destination', 'elsewhere']);
  t.match(text(), /source:\n +type: directory\n +path: ~\/Photos\n +ignore:\n +- x\$\n/);
  t.match(text(), /destination: \/.*\/elsewhere\n/);
  t.match(await run(['edit', 'mail']), { exit: 2, err: /say what to change/ });
  t.match(await run(['edit', 'nobody', '--mode', 'clone']), { exit: 2, err: /no item 'nobody'/ });
});

t.test('edit by hand: in the editor of the user, with the comments of the item', async (t) => {
  const { home, run, text } = desk(t, TWO.replace('mode: clone', 'mode: clone # exact'));
  const editor = (script: string) => {
    const file = join(home, 'editor.sh');
    writeFileSync(file, `#!/bin/sh\ncp "$1" '${home}/seen'\n${script}\n`, { mode: 0o755 });
    return { env: { EDITOR: file } };
  };
  const before = text();
  t.match(await run(['edit', 'mail'], editor('')), { exit: 0, out: 'mail is as it was.\n' });
  t.match(readFileSync(join(home, 'seen'), 'utf8'), /^name: mail\n.*mode: clone # exact\n/s);
  t.match(await run(['edit', 'mail'], editor(`sed -i 's/mode: clone/mode: simple/' "$1"`)), { exit: 0 });
  t.equal(text(), before.replace('mode: clone # exact', 'mode: simple # exact'));
  const now = text();
  const bad = await run(['edit', 'mail'], editor(`echo 'x: 1' >> "$1"`));
  t.match(bad, { exit: 2, err: /x: is no key.*Your text is kept in (\S+mail\.yaml)/ });
  const kept = /kept in (\S+mail\.yaml)/.exec(bad.err)![1]!;
  t.match(readFileSync(kept, 'utf8'), /x: 1\n$/);
  rmSync(dirname(kept), { recursive: true });
  // Its own password may stand in the text: where nobody has written anything nothing stays.
  const noted = join(home, 'noted');
  t.match(await run(['edit', 'mail'], editor(`echo "$1" > ${noted}; exit 3`)), {
    exit: 2,
    err: /the editor ended with 3: nothing is changed$/m,
  });
  t.notOk(existsSync(dirname(readFileSync(noted, 'utf8'))));
  const broken = await run(['edit', 'mail'], editor(`echo 'y: 2' >> "$1"; exit 4`));
  t.match(broken, { exit: 2, err: /the editor ended with 4.*Your text is kept in (\S+mail\.yaml)/ });
  rmSync(dirname(/kept in (\S+mail\.yaml)/.exec(broken.err)![1]!), { recursive: true });
  t.match(await run(['edit', 'mail'], editor(`sed -i 's/name: mail/name: post/' "$1"`)), {
    exit: 2,
    err: /the name stays/,
  });
  t.match(await run(['edit', 'mail', '--set', 'name=post']), {
    exit: 2,
    err: /the name stays, as the journal/,
  });
  t.equal(text(), now);
});

t.test('copy: another item that differs in what is given; delete: its definition alone', async (t) => {
  const { run, text } = desk(t, TWO);
  t.match(await run(['copy', 'photos', 'more', '--destination', '/mnt/more']), { exit: 0 });
  t.match(text(), /- name: more\n +description: .*\n +source: ~\/Photos\n +destination: \/mnt\/more\n/);
  t.match(await run(['copy', 'photos', 'mail', '--destination', '/x']), { exit: 2, err: /already/ });
  t.match(await run(['copy', 'photos', 'again']), { exit: 2, err: /writes into/ });
  t.match(await run(['delete', 'more']), { exit: 0, out: /Neither side was touched/ });
  t.equal(text(), TWO);
  t.match(await run(['delete', 'more']), { exit: 2, err: /no item 'more'/ });
});

t.test('a configuration with errors is told, and not edited', async (t) => {
  const { run, text } = desk(t, `${TWO}x: 1\n`);
  for (const line of [
    'items',
    'groups',
    'show mail',
    'edit mail --mode clone',
    'delete mail',
    'export',
    'add x /a /b',
  ])
    t.match(await run(line.split(' ')), { exit: 2, err: /syncline\.yaml:15:1: x: is no key/ }, line);
  t.equal(text(), `${TWO}x: 1\n`);
});

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
