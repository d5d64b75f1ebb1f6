import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { modulesFolder } from './binaries.js';
import type { Blueprint } from './index.js';

const PASSWORD = 'testpw';

/** One user, confined to the root, as the user who runs the tests. */
export function proftpd({
  folder,
  root,
  port,
  passive,
  tls,
  extra,
}: Parameters<Blueprint>[0]): ReturnType<Blueprint> {
  const { uid, gid, username } = userInfo();
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('passwd'), `test:${hashOf(PASSWORD)}:${uid}:${gid}::${root}:/bin/sh\n`);
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
    username: 'test',
    password: PASSWORD,
    loginDirectory,
  };
}

function tlsLines(tls: NonNullable<Parameters<Blueprint>[0]['tls']>): string[] {
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

/** SHA-256 crypt with few rounds: a login must not cost the tests seconds. */
export function hashOf(password: string): string {
  return spawnSync('openssl', ['passwd', '-5', '-salt', 'syncline', password], {
    encoding: 'utf8',
  }).stdout.trim();
}
