import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

import { cli, EXECUTABLE } from '../support/cli.ts';
import { plant } from '../support/plant.ts';
import { folderOn, onEachServer } from '../support/servers.ts';

/** The command with something on its standard input. */
async function pipe(text: string, args: readonly string[], home: string): Promise<number> {
  const env = { PATH: process.env['PATH'], HOME: home };
  const child = spawn(process.execPath, [EXECUTABLE, ...args], { env, stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(text);
  const [exit] = (await once(child, 'close')) as [number];
  return exit;
}

onEachServer(
  t,
  async (t, server) => {
    const home = mkdtempSync(join(tmpdir(), 'syncline-test-'));
    t.teardown(() => rmSync(home, { recursive: true, force: true }));
    const folder = folderOn(server);
    plant(join(home, 'mail'), { 'cur/1:2,S': 'message', 'b.bak': 'x' });
    const env = { HOME: home };
    t.equal(await pipe(`${folder.password}\n`, ['secret', 'set', 'server'], home), 0);
    const add = ['add', 'mail', 'mail', folder.address, '--mode', 'clone', '--ignore', String.raw`\.bak$`];
    const more = ['--destination-password', 'secret:server', '--log-file', 'log.txt'];
    t.match(await cli([...add, ...more], { env, cwd: home }), { exit: 0, stderr: '' });
    t.match(await cli(['check'], { env }), { exit: 0, stderr: '', stdout: /in order: 1 item/ });
    t.match(await cli(['plan', 'mail', '--out', join(home, 'plan')], { env }), { exit: 0 });
    t.match(await cli(['apply', join(home, 'plan')], { env }), { exit: 0, stdout: /1 file copied/ });
    t.equal(readFileSync(join(folder.path, 'cur/1:2,S'), 'utf8'), 'message');
    const run = await cli(['run', 'mail', '--json'], { env });
    t.match(run, { exit: 0, stderr: '' });
    t.match(JSON.parse(run.stdout), { type: 'summary', item: 'mail', copied: 0 });
    t.match(readFileSync(join(home, 'log.txt'), 'utf8'), /mail ends with exit code 0: In sync/);
    const everything = [
      '.config/syncline/syncline.yaml',
      '.config/syncline/syncline.secrets.json',
      'log.txt',
      'plan',
    ];
    for (const name of everything)
      t.notOk(readFileSync(join(home, name), 'utf8').includes(folder.password!), `no password in ${name}`);
  },
  ['pure-ftpd'],
);
