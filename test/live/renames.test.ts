import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { linesOf, liveTo } from './following.ts';
import { flag, makeMaildir } from './mail.ts';

t.test('a flag on a message that is long there is one rename, whatever its size', async (t) => {
  const sides = liveTo(t);
  makeMaildir(sides.source);
  writeFileSync(join(sides.source, 'new', '1.host'), 'x'.repeat(3_000_000));
  const one = await sides.follow();
  flag(sides.source, '1.host');
  await one.until('the rename', () => sides.differences().length === 0);
  await one.until('its line', () => linesOf(one, 'cur/1.host:2,S').length > 0);
  t.same(linesOf(one, 'cur/1.host:2,S'), ['move applied']);
});

for (const mode of ['clone', 'two-way'])
  t.test(`rotated logs are renames, and so is what is renamed over something (${mode})`, async (t) => {
    const sides = liveTo(t);
    const at = (name: string): string => join(sides.source, name);
    mkdirSync(sides.source);
    for (const name of ['log', 'log.1', 'log.2', 'one', 'other']) writeFileSync(at(name), name.repeat(1_000));
    const one = await sides.follow('--mode', mode);
    const copied = one.operations.length;
    renameSync(at('log.2'), at('log.3'));
    renameSync(at('log.1'), at('log.2'));
    renameSync(at('log'), at('log.1'));
    writeFileSync(at('log'), 'new');
    renameSync(at('one'), at('other'));
    await one.until('everything', () => sides.differences().length === 0);
    const since = (): string[] => one.operations.slice(copied).map(({ op, path }) => `${op} ${path}`);
    await one.until('their lines', () => since().length >= 5);
    t.same(since().sort(), ['copy log', 'move log.1', 'move log.2', 'move log.3', 'move other']);
    t.equal((await one.stop()).exit, 0);
  });
