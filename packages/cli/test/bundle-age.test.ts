import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import t from 'tap';

const BIN = fileURLToPath(new URL('../bin', import.meta.url));

/**
 * A package as it stands in the repository beside another, compiled at 1 000 s and bundled at `bundledSeconds`; its libraries
 * were chosen at `lockedSeconds`.
 */
function repository(root: string, bundledSeconds: number, lockedSeconds = 1_000): string {
  const cli = join(root, 'packages/cli');
  const write = (path: string, text: string, seconds: number): void => {
    const file = join(root, 'packages', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, seconds, seconds);
  };
  cpSync(BIN, join(cli, 'bin'), { recursive: true });
  write('cli/package.json', '{"type":"module"}', 1_000);
  write('cli/src/main.ts', '', 1_000);
  write('cli/dist/.tsbuildinfo', '', 900);
  write('cli/dist/main.js', `process.stdout.write('modules');`, 900);
  write('cli/bundle/main.cjs', `process.stdout.write('bundle');`, bundledSeconds);
  write('model/dist/.tsbuildinfo', '', 1_000);
  write('../pnpm-lock.yaml', '', lockedSeconds);
  return cli;
}

function started(cli: string): string {
  return execFileSync(process.execPath, [join(cli, 'bin/syncline.js')], { encoding: 'utf8' });
}

t.test('the executable starts from the bundle', async (t) => {
  t.equal(started(repository(t.testdir(), 1_001)), 'bundle');
});

t.test('the executable starts from the modules when any package was compiled after the bundle', async (t) => {
  t.equal(started(repository(t.testdir(), 999)), 'modules');
});

t.test(
  'the executable starts from the modules when libraries may have changed after the bundle',
  async (t) => {
    t.equal(started(repository(t.testdir(), 1_001, 1_002)), 'modules');
  },
);

t.test('the executable starts from the modules when there is no bundle', async (t) => {
  const cli = repository(t.testdir(), 1_001);
  rmSync(join(cli, 'bundle'), { recursive: true });
  t.equal(started(cli), 'modules');
});

t.test('an installed package has the bundle that belongs to it, whatever its times say', async (t) => {
  const cli = repository(t.testdir(), 999);
  rmSync(join(cli, 'src'), { recursive: true });
  t.equal(started(cli), 'bundle');
});
