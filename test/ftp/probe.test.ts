import { mkdirSync, readdirSync } from 'node:fs';
import t from 'tap';

import { cli } from '../support/cli.ts';
import { folderOn, onEachServer, setsTimes } from '../support/servers.ts';

onEachServer(t, async (t, server) => {
  const folder = folderOn(server);
  mkdirSync(folder.path, { recursive: true });
  folder.adopt?.();
  const env = { SYNCLINE_DESTINATION_PASSWORD: folder.password };
  const trust = server.fingerprint === undefined ? [] : ['--trust', server.fingerprint];
  const probe = (...args: readonly string[]) => cli(['probe', folder.address, ...trust, ...args], { env });
  const { exit, stderr, stdout } = await probe('--json');
  t.equal(exit, 0, stderr);
  const report = JSON.parse(stdout);
  t.match(report, {
    root: 'directory',
    traits: { type: 'ftp' },
    tried: {
      caseMatters: true,
      replaces: true,
      renames: true,
      renamesFolders: true,
      holdsColons: true,
      clean: true,
    },
  });
  t.equal(report.tried.keepsTimes, setsTimes(server.kind));
  t.same(readdirSync(folder.path), [], 'nothing is left behind');
  t.match(await probe('--read-only'), { exit: 0, stdout: /root +is there/ });
  t.match(await cli(['probe', `${folder.address}/missing`, ...trust], { env }), { exit: 3 });
});
