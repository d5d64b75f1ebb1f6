import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences, temps, texts } from '../support/observe.ts';
import { noise } from '../support/plant.ts';

t.test(
  'C6: a file that is appended to for ever holds up nothing else, and arrives as it was at one moment or later',
  async (t) => {
    const others = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`f${n}`, noise(n * 500, n + 1)]));
    const the = bench(t, { source: { ...others, log: noise(2_000_000) } });
    const appender = setInterval(() => appendFileSync(`${the.source}/log`, 'another line\n'), 1);
    t.teardown(() => clearInterval(appender));
    const ran = await the.finish(the.begin('--mode', 'clone'));
    const log = ran.operations.find(({ path }) => path === 'log');
    t.equal(ran.operations.filter(({ outcome, path }) => outcome === 'applied' && path !== 'log').length, 30);
    if (log?.outcome !== 'applied') t.match([ran.exit, log?.code], [1, 'busy'], 'it is put off');
    clearInterval(appender);
    await sleep(10);
    t.ok(texts(the.source)['log']?.startsWith(texts(the.destination)['log'] ?? ''), 'never a mixture');
    t.same(temps(the.destination), []);
    t.match(await the.run('--mode', 'clone'), { exit: 0, summary: { failed: 0 } });
    t.same(differences(the.source, the.destination), []);
  },
);
