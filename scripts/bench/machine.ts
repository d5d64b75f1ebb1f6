import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { root } from '../run.mjs';

/** What the figures depend on. */
export function machine(work: string): Record<string, string> {
  return {
    processor: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
    system: systemName(),
    'file system': fileSystemOf(work),
  };
}

function systemName(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

function fileSystemOf(path: string): string {
  const { stdout } = spawnSync('df', ['--output=fstype', path], { encoding: 'utf8' });
  return stdout.trim().split('\n').at(-1) ?? 'unknown';
}

/** The commit that is measured, with a mark when there are changes beside it. */
export function revision(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
