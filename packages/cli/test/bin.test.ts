import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import t from 'tap';

const bin = fileURLToPath(new URL('../bin/syncline.js', import.meta.url));
const built = existsSync(new URL('../dist/main.js', import.meta.url));

interface Ran {
  readonly exit: number | string | null | undefined;
  readonly out: string;
  readonly err: string;
}

function run(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], (error, out, err) => {
      resolve({ exit: error === null ? 0 : error.code, out, err });
    });
  });
}

t.test('the executable', { skip: !built && 'not built' }, async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'syncline-cli-'));
  t.teardown(() => rmSync(home, { recursive: true }));

  t.match(await run('--version'), { exit: 0, out: /^\d+\.\d+\.\d+\n$/, err: '' });
  t.match(await run('--help'), { exit: 0, out: /Usage: syncline/, err: '' });
  t.match(await run('sync', '--help'), { exit: 0, out: /Exit codes/, err: '' });
  t.match(await run(), { exit: 2, out: '', err: /Usage: syncline/ });
  t.match(await run('sync', home), { exit: 2, out: '', err: /DESTINATION/ });
  t.match(await run('sync', home, 'sftp://h', '--json', '--state', join(home, 's')), {
    exit: 2,
    out: '',
    err: /not in this version/,
  });
  t.same(readdirSync(home), [], 'nothing is touched');
});

t.test('a reader that has seen enough is no error', { skip: !built && 'not built' }, async (t) => {
  const shown = execFileSync('sh', ['-c', '"$0" "$1" help sync 2>&1 | head -n 1', process.execPath, bin], {
    encoding: 'utf8',
  });
  t.match(shown, /^Usage: syncline sync [^\n]*\n$/);
});
