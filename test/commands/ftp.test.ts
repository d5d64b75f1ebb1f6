import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { skipReason, startServer, type ServerKind } from '../../packages/endpoint/test/servers/index.js';
import { cli } from '../support/cli.ts';
import { texts } from '../support/observe.ts';
import { plant } from '../support/plant.ts';
import type { Fields } from './two.ts';

const KINDS: readonly ServerKind[] = ['vsftpd', 'vsftpd-plain', 'pure-ftpd', 'proftpd'];

for (const kind of KINDS) {
  t.test(
    `${kind}: the commands work on a server as on a directory`,
    { skip: skipReason(kind) },
    async (t) => {
      const server = await startServer(kind);
      const root = mkdtempSync(join(tmpdir(), 'syncline-test-'));
      t.teardown(async () => {
        await server.stop();
        rmSync(root, { recursive: true, force: true });
      });
      const source = join(root, 'source');
      plant(source, { 'a.txt': 'first', 'd/gone': 'deleted', keep: 'k' });
      server.adopt();
      const run = async (command: string, ...further: string[]) => {
        const args = [
          ...command.split(' '),
          source,
          `${server.url}/pair`,
          ...further,
          '--mode',
          'two-way',
          '--json',
        ];
        const env = { HOME: root, SYNCLINE_DESTINATION_PASSWORD: server.password };
        const ended = await cli([...args, '--state', join(root, 'state')], { env });
        const lines = ended.stdout
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Fields);
        return { ...ended, lines };
      };
      t.equal((await run('sync')).exit, 0);
      plant(source, { 'a.txt': 'second!', d: undefined });
      t.match((await run('why', 'd/gone')).lines[0], {
        rule: /^O=file A=absent B=(?:unchanged|in doubt) → delete on the destination/,
      });

      const plan = join(root, 'plan.json');
      t.equal((await run('plan', '--out', plan)).exit, 0);
      const env = { HOME: root, SYNCLINE_DESTINATION_PASSWORD: server.password };
      t.match(await cli(['apply', plan], { env }), { exit: 0 });
      t.same(texts(join(server.directory, 'pair')), { 'a.txt': 'second!', keep: 'k' });

      const kept = (await run('trash list')).lines;
      t.same(kept.map(({ path }) => path).sort(), ['a.txt', 'd/gone']);
      const undone = await run('trash undo', String(kept[0]?.run));
      t.match(undone, { exit: 0 });
      t.match(texts(join(server.directory, 'pair')), { 'a.txt': 'first', 'd/gone': 'deleted' });
      t.equal((await run('sync')).exit, 0);
      t.same(texts(source), { 'a.txt': 'first', 'd/': '', 'd/gone': 'deleted', keep: 'k' });
      t.match((await run('trash restore', String(undone.lines.at(-1)?.run), 'a.txt')).lines[0], {
        outcome: 'restored',
      });
      t.equal(texts(join(server.directory, 'pair'))['a.txt'], 'second!');
    },
  );
}
