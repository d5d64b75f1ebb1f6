import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

import { SCRIPTS, SHELLS } from '../../src/completion/scripts.js';
import { desk } from '../items/desk.js';

const ITEMS = `items:
  - { name: mail, description: "All\\nmail", group: at night, source: /a, destination: /b }
  - { name: music, source: /c, destination: /d }
  - { name: photos, source: /e, destination: /f }
`;
const executable = fileURLToPath(new URL('../../bin/syncline.js', import.meta.url));

t.test('what can follow is told by the commands themselves, and the configuration', async (t) => {
  const { run } = desk(t, ITEMS);
  const table: readonly (readonly [readonly string[], readonly string[]])[] = [
    [['sh'], ['show']],
    [
      ['edit', ''],
      ['mail', 'music', 'photos'],
    ],
    [
      ['edit', 'm'],
      ['mail', 'music'],
    ],
    [['edit', 'mail', ''], []],
    [
      ['show', 'm'],
      ['mail', 'music', ':files'],
    ],
    [
      ['run', 'mail', 'm'],
      ['mail', 'music'],
    ],
    [['run', '--group', ''], ['at night']],
    [['run', '--parallel', ''], []],
    [['run', '--al'], ['--all']],
    [['sync', '--mode', 't'], ['two-way']],
    [
      ['sync', '/a', '/b', '--compare', 's'],
      ['size+mtime', 'size'],
    ],
    [['sync', '/a'], [':files']],
    [['trash', 'r'], ['restore']],
    [
      ['trash', 'restore', 'ph'],
      ['photos', ':files'],
    ],
    [
      ['trash', 'restore', '--side', ''],
      ['source', 'destination'],
    ],
    [
      ['secret', ''],
      ['set', 'rm', 'list'],
    ],
    [['help', 'pro'], ['probe']],
    [['--config', 'other.yaml', 'help', 'pro'], ['probe']],
    [
      ['help', 'trash', ''],
      ['list', 'restore', 'undo'],
    ],
    [['help', 'sync', ''], []],
    [['--config', ''], [':files']],
    [['--config', 'other.yaml', 'edit', ''], []],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['nonsense', ''], []],
  ];
  for (const [words, expected] of table) {
    const { exit, err, out } = await run(['complete', '--', ...words]);
    t.same([exit, err], [0, '']);
    const found = out
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t')[0]);
    t.same(
      found.filter((word) => word !== 'help'),
      expected,
      words.join(' '),
    );
  }
  t.match((await run(['complete', '--', 'edit', 'mai'])).out, /^mail\tAll mail\n$/);
});

t.test('every command and every option is offered', async (t) => {
  const { run } = desk(t);
  const words = async (...line: readonly string[]) =>
    (await run(['complete', '--', ...line])).out.split('\n').map((each) => each.split('\t')[0]);
  const commands = await words('');
  for (const name of [
    'sync',
    'run',
    'items',
    'show',
    'add',
    'edit',
    'plan',
    'trash',
    'probe',
    'secret',
    'completion',
  ])
    t.ok(commands.includes(name), name);
  t.notOk(commands.includes('complete'));
  const options = await words('sync', '--');
  for (const option of ['--mode', '--dry-run', '--no-trash', '--trust-source', '--config', '--help'])
    t.ok(options.includes(option), option);
});

t.test('a configuration with errors offers no names, and says nothing', async (t) => {
  const { run } = desk(t, 'items: [');
  t.match(await run(['complete', '--', 'edit', '']), { exit: 0, out: '', err: '' });
});

t.test('bash completes with it', async (t) => {
  const { home } = desk(t, ITEMS);
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin/syncline'), `#!/bin/sh\nexec '${process.execPath}' '${executable}' "$@"\n`);
  chmodSync(join(home, 'bin/syncline'), 0o755);
  writeFileSync(join(home, 'photo album'), '');
  const complete = (...words: readonly string[]) => {
    const line = words.map((word) => `'${word}'`).join(' ');
    const script = `source <(syncline completion bash); COMP_WORDS=(syncline ${line}); COMP_CWORD=${words.length}; _syncline; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { HOME: home, PATH: `${join(home, 'bin')}:${process.env['PATH']}` };
    return execFileSync('bash', ['-c', script], { cwd: home, env, encoding: 'utf8' }).trim().split('\n');
  };
  t.same(complete('edit', 'm'), ['mail', 'music']);
  t.same(complete('run', '--group', ''), [String.raw`at\ night`]);
  t.same(complete('plan', 'photo'), ['photos', 'photo album']);
});

for (const shell of SHELLS) {
  const missing = spawnSync(shell, ['--version']).error === undefined ? false : `there is no ${shell}`;
  t.test(`${shell} understands its script`, { skip: missing }, async (t) => {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: SCRIPTS[shell], encoding: 'utf8' });
    t.same([status, stderr], [0, '']);
  });
}

t.test('a shell that is not known is refused', async (t) => {
  t.match(await desk(t).run(['completion', 'tcsh']), { exit: 2, err: /bash, zsh, fish/ });
});
