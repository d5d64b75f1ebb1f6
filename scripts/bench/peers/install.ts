import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findProgram } from '../../../packages/endpoint/test/servers/binaries.ts';
import { root } from '../../run.mjs';
import { isThere, PEERS } from './programs.ts';

/** Installs from Debian what is missing, where that is allowed without a question. Says what stays missing. */
export function installPeers(say: (text: string) => void): void {
  const packages = missing();
  if (packages.length > 0) installPackages(packages, say);
  if (['proftpd', 'pure-ftpd', 'sshd'].some((name) => findProgram(name) === undefined)) unpackServers(say);
  for (const name of missing()) say(`missing: ${name}; what needs it is left out`);
  if (!isThere('cc')) say('missing: a C compiler (cc); the C walk and the path with latency are left out');
}

function missing(): readonly string[] {
  return PEERS.filter(({ program }) => !isThere(program)).map((peer) => peer.package);
}

function installPackages(packages: readonly string[], say: (text: string) => void): void {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (!isThere('apt-get') || (sudo.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0)) {
    say('what is missing can only be installed on Debian by root, or with sudo that asks for no password');
    return;
  }
  say(`installing ${packages.join(', ')}`);
  const apt = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y'];
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  spawnSync(apt[0]!, [...apt.slice(1), 'update'], { stdio: [...stdio] });
  spawnSync(apt[0]!, [...apt.slice(1), 'install', '--no-install-recommends', ...packages], {
    stdio: [...stdio],
  });
}

function unpackServers(say: (text: string) => void): void {
  say('unpacking the servers');
  const { status } = spawnSync('bash', [join(root, 'scripts/install-test-servers.sh')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) say('missing: servers; their workloads are left out');
}
