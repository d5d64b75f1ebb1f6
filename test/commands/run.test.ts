import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { cli } from '../support/cli.ts';
import { plant } from '../support/plant.ts';
import { two } from './two.ts';

t.test('every command takes the state directory, whether it needs it or not', async (t) => {
  const { root, state } = two(t, { source: { a: '1' } });
  const file = join(root, 'c.yaml');
  writeFileSync(file, 'items: [{ name: mail, source: source, destination: destination }]\n');
  const asked = [['items'], ['groups'], ['show', 'mail'], ['check'], ['export'], ['secret', 'list']];
  const written = [
    ['edit', 'mail', '--mode', 'clone'],
    ['copy', 'mail', 'two', '--destination', 'd2'],
    ['delete', 'two'],
  ];
  for (const words of [...asked, ...written]) {
    const { exit, stderr } = await cli([...words, '--config', file, '--state', state], {
      env: { HOME: root },
    });
    t.equal(exit, 0, `${words.join(' ')}: ${stderr}`);
  }
});

t.test('two endpoints are run as by sync, and options of theirs are refused for an item', async (t) => {
  const { destination, root, source, state } = two(t, { source: { a: '1', b: '2' } });
  const run = (...args: readonly string[]) =>
    cli(['run', ...args, '--state', state], { env: { HOME: root } });
  const ran = await run(source, destination, '--mode', 'clone', '--ignore', '^b$', '--json');
  t.match(ran, { exit: 0, stdout: /"type":"summary","exit":0,"copied":1,/ });
  t.same(readdirSync(destination), ['a']);
  t.match(await cli(['sync', source, destination, '--mode', 'clone', '--ignore', '^b$', '--state', state]), {
    exit: 0,
    stdout: /In sync/,
  });
  for (const [args, message] of [
    [['mail', '--ignore', 'x'], /--ignore belongs to an item itself/],
    [['mail', '--live'], /--live belongs to an item itself/],
    [['mail', '--mode', 'clone'], /--mode belongs to an item itself/],
    [[source, destination, 'third', '--mode', 'clone'], /--mode belongs to an item itself/],
    [[source, destination, '--mode', 'clone', '--all'], /--mode belongs to an item itself/],
  ] as const)
    t.match(await run(...args), { exit: 2, stdout: '', stderr: message }, args.join(' '));
});

t.test('a chain of items runs in its order, each with its log, and is in step afterwards', async (t) => {
  const { root, state } = two(t, { source: { 'a.txt': 'one', 'd/b.txt': 'two' } });
  plant(join(root, 'end'), { extra: 'x' });
  const file = join(root, 'c.yaml');
  writeFileSync(
    file,
    `items:
  - { name: first, mode: clone, source: source, destination: destination, logFile: first.txt }
  - { name: second, mode: clone, source: destination, destination: end, logFile: second.txt }
`,
  );
  const run = (...args: readonly string[]) =>
    cli([...args, '--config', file, '--state', state], { env: { HOME: root } });
  t.match(await run('run', '--all'), { exit: 0, stdout: /2 items in sync\n$/, stderr: '' });
  t.same(readdirSync(join(root, 'end')).sort(), ['.syncline', 'a.txt', 'd']);
  t.match(
    readFileSync(join(root, 'first.txt'), 'utf8'),
    /first begins .*copied   d\/b\.txt.*first ends with exit code 0/s,
  );
  t.match(readFileSync(join(root, 'second.txt'), 'utf8'), /copied   a\.txt.*deleted  extra/s);
  const again = await run('run', '--all', '--json');
  t.same(
    again.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type),
    ['summary', 'summary', 'summary'],
  );
  t.match(await run('run', 'second', '--json'), { exit: 0 });
});
