import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { configFile, loadConfig } from '@syncline/daemon/config';
import { desk } from './desk.js';
import { TWO } from './two-items.js';

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
