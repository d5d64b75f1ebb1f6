import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findProgram } from '../../../packages/endpoint/test/servers/binaries.ts';

/** A program to compare with or to measure by, the Debian package that brings it, and how it tells its version. */
export interface Peer {
  readonly program: string;
  readonly package: string;
  readonly versionArgs: readonly string[];
}

export const PEERS: readonly Peer[] = [
  { program: 'rsync', package: 'rsync', versionArgs: ['--version'] },
  { program: 'rclone', package: 'rclone', versionArgs: ['version'] },
  { program: 'unison', package: 'unison', versionArgs: ['-version'] },
  { program: 'lftp', package: 'lftp', versionArgs: ['--version'] },
  { program: 'lsyncd', package: 'lsyncd', versionArgs: ['--version'] },
  { program: 'curl', package: 'curl', versionArgs: ['--version'] },
  { program: 'ssh', package: 'openssh-client', versionArgs: ['-V'] },
  { program: 'inotifywait', package: 'inotify-tools', versionArgs: ['--help'] },
  { program: 'time', package: 'time', versionArgs: ['--version'] },
  { program: 'cp', package: 'coreutils', versionArgs: ['--version'] },
];

const SERVERS: readonly Omit<Peer, 'package'>[] = [
  { program: 'proftpd', versionArgs: ['-v'] },
  { program: 'pure-ftpd', versionArgs: ['--help'] },
  { program: 'sshd', versionArgs: ['-V'] },
];

/** Whether a program is on the PATH. */
export function isThere(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** Versions of what is there, and that the others are missing. */
export function versions(): Record<string, string> {
  const peers = PEERS.map(({ program, versionArgs }) => [program, versionOf(program, versionArgs)]);
  const servers = SERVERS.map(({ program, versionArgs }) => {
    const path = findProgram(program);
    return [program, path === undefined ? 'missing' : versionOf(path, versionArgs)];
  });
  return Object.fromEntries([['node', process.version], ...peers, ...servers]) as Record<string, string>;
}

function versionOf(program: string, args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) return 'missing';
  return /\d+\.\d+(\.\d+)*/.exec(stdout + stderr)?.[0] ?? 'unknown';
}
