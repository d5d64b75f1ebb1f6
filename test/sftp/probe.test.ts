import { mkdirSync, readdirSync } from 'node:fs';
import t from 'tap';

import { showHostKey } from '@syncline/model';
import { cli } from '../support/cli.ts';
import { folderOn, onEachServer } from '../support/servers.ts';

onEachServer(
  t,
  async (t, server) => {
    const folder = folderOn(server);
    mkdirSync(folder.path, { recursive: true });
    folder.adopt?.();
    const login = ['--key', folder.key!.file, '--trust', folder.key!.fingerprint];
    const probe = (...args: readonly string[]) => cli(['probe', folder.address, ...login, ...args], {});
    const { exit, stderr, stdout } = await probe('--json');
    t.equal(exit, 0, stderr);
    const shown = showHostKey(folder.key!.fingerprint);
    t.match(JSON.parse(stdout), {
      root: 'directory',
      fingerprint: shown,
      traits: { type: 'sftp', anyBytes: true },
      tried: {
        keepsTimes: true,
        caseMatters: true,
        showsDotNames: true,
        replaces: true,
        renames: true,
        renamesFolders: true,
        holdsColons: true,
        clean: true,
      },
    });
    t.same(readdirSync(folder.path), [], 'nothing is left behind');
    const asked = await probe('--read-only');
    t.match(asked, { exit: 0, stdout: /root +is there/ });
    t.ok(asked.stdout.includes(shown), 'the host key is shown');
    t.match(await cli(['probe', `${folder.address}/missing`, ...login], {}), { exit: 3 });
    const [key, trust] = [login.slice(0, 2), login.slice(2)];
    const refused = await cli(['probe', folder.address, ...trust], {});
    t.match(refused, { exit: 4, stderr: /refused the login.*--key.*SYNCLINE_SOURCE_PASSWORD/ });
    const stranger = await cli(['probe', folder.address, ...key], {});
    t.match(stranger, { exit: 4, stderr: /not trusted.*of probe --trust/ });
  },
  ['openssh'],
);
