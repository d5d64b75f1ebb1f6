import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A pair of keys as `ssh-keygen` makes it: the private one in OpenSSH's form, the public one as a line. */
export interface SshKey {
  readonly private: string;
  readonly public: string;
}

export function makeKey(type: 'ed25519' | 'ecdsa', passphrase = ''): SshKey {
  const folder = mkdtempSync(join(tmpdir(), 'syncline-key-'));
  try {
    const file = join(folder, 'key');
    const args = ['-q', '-t', type, '-N', passphrase, '-C', 'tests', '-f', file];
    const { error, stderr } = spawnSync('ssh-keygen', args, { encoding: 'utf8' });
    if (error !== undefined) throw new Error(`ssh-keygen does not run: ${error.message} ${stderr ?? ''}`);
    return { private: readFileSync(file, 'utf8'), public: readFileSync(`${file}.pub`, 'utf8').trim() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
