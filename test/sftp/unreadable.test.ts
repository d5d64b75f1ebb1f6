import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { texts } from '../support/observe.ts';
import { pairWith } from '../support/pair.ts';
import { onEachServer } from '../support/servers.ts';
import { only } from '../support/only.ts';

onEachServer(
  t,
  (t, server) => {
    for (const [title, mode] of [
      ['may not be listed', 0o111],
      // OpenSSH lists only names that it may look at: here none, and says that this is all.
      ['may be listed but not entered', 0o444],
      ['may not be used at all', 0o000],
    ] as const)
      for (const run of ['clone', 'two-way'])
        t.test(`F15: a folder that ${title} is unknown: nothing of it is deleted (${run})`, async (t) => {
          const tree = { 'd/a': '1', 'd/sub/b': '2', stays: '3' };
          const the = pairWith(t, server, 'from', { source: tree });
          const args = ['--mode', run, '--max-delete', '100%'];
          t.match(await the.run(...args), { exit: 0, summary: { copied: 3 } });
          const before = texts(the.destination);
          const folder = join(the.source, 'd');
          chmodSync(folder, mode);
          t.teardown(() => chmodSync(folder, 0o755));
          const ran = await the.finish(the.begin(...args));
          chmodSync(folder, 0o755);
          t.match(ran, { exit: 1, summary: { deleted: 0, removed: 0, copied: 0, made: 0 } }, ran.stderr);
          t.same(texts(the.destination), before);
          t.match(await the.run(...args), { exit: 0, lines: only([]) });
        });
  },
  ['openssh'],
);
