import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cannotMount, mounted, resize } from '../support/mount.ts';
import { pair } from '../support/pair.ts';
import { folderOn, onEachServer } from '../support/servers.ts';
import { only } from '../support/only.ts';

onEachServer(
  t,
  (t, server) => {
    t.test(
      'D1: a full disk is told as such, and there is room again later',
      { skip: cannotMount },
      async (t) => {
        const disk = join(server.directory, 'disk');
        mounted(t, disk, '256k');
        server.adopt();
        const large = 'large '.repeat(100_000);
        const the = pair(t, undefined, folderOn(server, 'disk'), { source: { large } });
        const full = await the.run('--mode', 'clone');
        t.match(full, { exit: 1, lines: only(['failed copy large']), summary: { failed: 1 } });
        t.match(full.operations[0], { code: 'full' });
        t.match(full.stderr, /large.*bytes left .* Make room/);
        t.same(readdirSync(disk), []);
        resize(disk, '2m');
        t.match(await the.run('--mode', 'clone'), { exit: 0, summary: { copied: 1 } });
        t.same(
          readdirSync(disk).filter((name) => name.endsWith('.tmp')),
          [],
        );
        t.equal(readFileSync(join(disk, 'large'), 'utf8'), large);
      },
    );
  },
  ['openssh'],
);
