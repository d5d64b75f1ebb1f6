import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { findProgram } from './binaries.js';

/** A pair of keys: the private one as text, the public one as a line. */
export interface SshKey {
  readonly private: string;
  readonly public: string;
}

/** As `ssh-keygen` makes it, the private key in OpenSSH's form. For tests that are skipped without OpenSSH. */
export function makeKey(type: 'ed25519' | 'ecdsa', passphrase = ''): SshKey {
  const folder = mkdtempSync(join(tmpdir(), 'syncline-key-'));
  try {
    const file = join(folder, 'key');
    const args = ['-q', '-t', type, '-N', passphrase, '-C', 'tests', '-f', file];
    const { error, stderr } = spawnSync(findProgram('ssh-keygen') ?? 'ssh-keygen', args, {
      encoding: 'utf8',
    });
    if (error !== undefined) throw new Error(`ssh-keygen does not run: ${error.message} ${stderr ?? ''}`);
    return { private: readFileSync(file, 'utf8'), public: readFileSync(`${file}.pub`, 'utf8').trim() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One that no program is needed for: ECDSA, the private key in PEM. */
export function makePemKey(passphrase?: string): SshKey {
  const pem = { type: 'sec1', format: 'pem' } as const;
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: passphrase === undefined ? pem : { ...pem, cipher: 'aes-256-cbc', passphrase },
  });
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  if (parsed instanceof Error) throw parsed;
  const [key] = [parsed].flat();
  return { private: privateKey, public: `${key!.type} ${key!.getPublicSSH().toString('base64')}` };
}
