import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { modulesFolder } from './binaries.js';
import { ACCOUNT, passwordHash, type Given, type Plan } from './blueprint.js';

/** One user, confined to the root, as the user who runs the tests. */
export function proftpd({ folder, root, port, passive, tls, extra }: Given): Plan {
  const { uid, gid, username } = userInfo();
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('passwd'), `${ACCOUNT.username}:${passwordHash()}:${uid}:${gid}::${root}:/bin/sh\n`);
  chmodSync(at('passwd'), 0o600);
  const group = spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim();
  const lines = [
    ...(tls === undefined ? [] : [`ModulePath ${modulesFolder()}`, 'LoadModule mod_tls.c']),
    'ServerName tests',
    'ServerType standalone',
    'DefaultAddress 127.0.0.1',
    'SocketBindTight on',
    `Port ${port}`,
    `User ${username}`,
    `Group ${group}`,
    ...(uid === 0 ? ['RootLogin on', 'DefaultRoot ~'] : []),
    'UseReverseDNS off',
    'UseIPv6 off',
    'WtmpLog off',
    'AuthOrder mod_auth_file.c',
    `AuthUserFile ${at('passwd')}`,
    'RequireValidShell off',
    `PassivePorts ${passive.from} ${passive.to}`,
    'AllowOverwrite on',
    'TimesGMT on',
    'MaxInstances 100',
    'DelayEngine off',
    `PidFile ${at('pid')}`,
    `ScoreboardFile ${at('score')}`,
    `SystemLog ${at('log')}`,
    'TransferLog none',
    ...(tls === undefined ? [] : tlsLines(tls)),
    ...(extra ?? []),
  ];
  writeFileSync(at('proftpd.conf'), `${lines.join('\n')}\n`);
  const loginDirectory = uid === 0 ? '/' : root;
  return {
    program: 'proftpd',
    args: ['-n', '-q', '-c', at('proftpd.conf')],
    ...ACCOUNT,
    loginDirectory,
  };
}

function tlsLines(tls: NonNullable<Given['tls']>): string[] {
  const { certificate, key } = tls.certificate;
  const implicit = tls.mode === 'implicit' ? ['TLSOptions UseImplicitSSL'] : [];
  return [
    'TLSEngine on',
    'TLSRequired on',
    `TLSRSACertificateFile ${certificate}`,
    `TLSRSACertificateKeyFile ${key}`,
    ...implicit,
  ];
}
