import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './binaries.js';
import { ACCOUNT, passwordHash, type Given, type Plan } from './blueprint.js';

/** It lets no virtual user be root. */
const NOBODY = 65_534;

/** One virtual user, confined to the root. Needs root to start. */
export function pureFtpd({ folder, root, port, passive, tls, extra }: Given): Plan {
  if (tls?.mode === 'implicit') throw new Error('pure-ftpd has no implicit TLS');
  const at = (name: string): string => join(folder, name);
  writeFileSync(
    at('pw'),
    `${ACCOUNT.username}:${passwordHash()}:${NOBODY}:${NOBODY}::${root}/./::::::::::::\n`,
    {
      mode: 0o600,
    },
  );
  execFileSync(findProgram('pure-pw')!, ['mkdb', at('pw.pdb'), '-f', at('pw')]);
  chownSync(root, NOBODY, NOBODY);
  chmodSync(root, 0o755);
  const args = [
    '-4',
    '-S',
    `127.0.0.1,${port}`,
    '-l',
    `puredb:${at('pw.pdb')}`,
    '-E',
    '-H',
    '-p',
    `${passive.from}:${passive.to}`,
    '-c',
    '100',
    '-C',
    '100',
    '-g',
    at('pid'),
    '-U',
    '022:022',
    '-j',
    '-Y',
    tls === undefined ? '0' : '2',
    ...(tls === undefined ? [] : ['-2', tls.certificate.together]),
    ...(extra ?? []),
  ];
  return {
    program: 'pure-ftpd',
    args,
    ...ACCOUNT,
    loginDirectory: '/',
    owner: NOBODY,
  };
}
