import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { cli } from '../support/cli.ts';
import { two } from './two.ts';

t.test(
  'commands take a configured item by its name, with everything that its configuration says',
  async (t) => {
    const { root, state, json } = two(t, { mode: 'clone', source: { a: 'x', 'b.bak': 'y' } });
    const file = join(root, 'c.yaml');
    writeFileSync(
      file,
      String.raw`items: [{name: mail, mode: clone, source: {type: directory, path: source, ignore: ['\.bak$']}, destination: destination}]`,
    );
    const run = (...args: readonly string[]) =>
      cli([...args, '--config', file, '--state', state], { env: { HOME: root } });
    const plan = await run('plan', 'mail', '--json');
    const lines = plan.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    t.match(lines, [
      { op: 'copy', path: 'a' },
      { type: 'summary', exit: 0, copied: 1 },
    ]);
    t.match(await run('why', 'mail', 'b.bak'), { exit: 0, stdout: /ignored by the pattern/ });
    for (const command of [['conflicts'], ['holds'], ['trash', 'list']])
      t.match(await run(...command, 'mail'), { exit: 0 }, command.join(' '));
    t.match(await json('plan'), { exit: 0 }, 'two endpoints still do');

    t.match(await run('plan', 'mail', '--mode', 'two-way'), {
      exit: 2,
      stderr: /--mode belongs to the item mail itself/,
    });
    t.match(await run('plan', 'mail', '--no-trash'), { exit: 2, stderr: /--no-trash belongs to the item/ });
    t.match(await run('plan', 'nobody'), { exit: 2, stderr: /no item 'nobody' .*Items: mail/ });
    t.match(await run('plan', './mail'), { exit: 2, stderr: /'\.\/mail' is not the name of an item/ });
  },
);

t.test('without --config the configuration is the user’s own', async (t) => {
  const { root, state } = two(t, { source: { a: 'x' } });
  const env = { HOME: root, XDG_CONFIG_HOME: join(root, 'xdg') };
  t.match(await cli(['plan', 'mail', '--state', state], { env }), {
    exit: 2,
    stderr: /no item 'mail': there is no configuration .*xdg\/syncline\/syncline\.yaml yet/,
  });
  mkdirSync(join(root, 'xdg/syncline'), { recursive: true });
  writeFileSync(
    join(root, 'xdg/syncline/syncline.yaml'),
    `items: [{name: mail, source: ~/source, destination: ~/destination}]`,
  );
  t.match(await cli(['plan', 'mail', '--state', state], { env }), { exit: 0, stdout: /would copy\s+a/ });
  t.match(await cli(['plan', 'mail', '--config', 'nowhere.yaml'], { env }), {
    exit: 2,
    stderr: /--config: there is no file .*nowhere\.yaml/,
  });
});
