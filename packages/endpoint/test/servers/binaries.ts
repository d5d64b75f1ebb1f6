import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where `scripts/install-test-servers.sh` unpacks the servers. */
const UNPACKED =
  process.env.SYNCLINE_FTP_SERVERS ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'syncline-ftp-servers');

/** The program's path: unpacked, or installed on this machine; undefined when there is none. */
export function findProgram(name: string): string | undefined {
  const installed = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const places = ['usr/sbin', 'usr/bin'].map((folder) => join(UNPACKED, folder));
  return [...places, ...installed].map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** A file that came with an unpacked server; undefined where that has none, or is installed on this machine. */
export function unpackedFile(path: string): string | undefined {
  const file = join(UNPACKED, path);
  return existsSync(file) ? file : undefined;
}

export function modulesFolder(): string {
  const unpacked = join(UNPACKED, 'usr/lib/proftpd');
  return existsSync(unpacked) ? unpacked : '/usr/lib/proftpd';
}
