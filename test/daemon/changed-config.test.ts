import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { office, until } from '../support/daemon.ts';

const BYTES = 200_000;
/** Slow enough that the edit comes in the middle of a run. */
const SLOW = 'limits: { bandwidth: 50KiB/s }';

function mail(destination: string, ...more: readonly string[]): string {
  const keys = ['name: mail', 'source: source', `destination: ${destination}`, 'mode: clone', ...more];
  return `  - { ${keys.join(', ')} }\n`;
}

t.test('G7: a run that goes on when the configuration is changed ends with the old one', async (t) => {
  const { root, configure, open } = office(t);
  mkdirSync(join(root, 'elsewhere'));
  for (const name of ['big', 'small', 'unwanted']) writeFileSync(join(root, 'source', name), name);
  writeFileSync(join(root, 'source', 'big'), Buffer.alloc(BYTES));
  const [old, next] = [join(root, 'destination'), join(root, 'elsewhere')];
  const names = (directory: string) => readdirSync(directory).sort();
  configure(mail('destination', SLOW));
  const { ask, log } = await open();
  const item = async () => (await ask('GET', '/api/v1/status')).json.items[0];
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(async () => (await item()).state === 'running');
  configure(mail('{ type: directory, path: elsewhere, ignore: [unwanted] }'));
  await until(() => log().filter(({ msg }) => msg === 'the configuration is in force').length === 2);
  t.equal((await item()).state, 'running', 'it goes on');
  t.notOk(existsSync(join(old, 'big')), 'and has not sent everything yet');
  await until(async () => (await item()).state !== 'running');
  t.same(names(old), ['big', 'small', 'unwanted']);
  t.equal(statSync(join(old, 'big')).size, BYTES);
  t.same(names(next), []);
  t.match(await ask('GET', '/api/v1/items/mail/runs/1'), {
    json: { state: 'ended', summary: { exit: 0, copied: 3 } },
  });
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(() => existsSync(join(next, 'big')));
  await until(async () => (await item()).state === 'in-sync');
  t.same(names(next), ['big', 'small'], 'the next one goes by the new one');
  t.same(names(old), ['big', 'small', 'unwanted']);
});
