import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipReason, startServer } from '../../packages/endpoint/test/servers/index.ts';
import { openSshSkipReason, startOpenSsh } from '../../packages/endpoint/test/servers/openssh.ts';
import { makeMaildir, plantMessages } from '../../test/live/mail.ts';
import type { OpenDaemon } from '../../test/support/daemon.ts';
import { openDaemon } from '../../test/support/daemon.ts';

/** A Maildir, where it is backed up to, and the daemon that does it. */
export interface Place {
  readonly source: string;
  readonly destinations: readonly Destination[];
  /** Those that are installed. */
  readonly servers: readonly SoakServer[];
  /** Starts the daemon; after `patienceMs` it is killed. */
  start(patienceMs: number): Promise<OpenDaemon>;
  remove(): Promise<void>;
}

export interface SoakServer {
  readonly name: string;
  /** Host path of the login directory. */
  readonly directory: string;
  /** As a side of the configuration is written, the folder `mail` on it. */
  readonly side: Readonly<Record<string, unknown>>;
  adopt(): void;
  halt(): Promise<void>;
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

export interface Destination {
  readonly name: string;
  readonly directory: string;
  isEqual(): boolean;
}

/** With so many messages from the start. */
export async function openPlace(files: number): Promise<Place> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'syncline-soak-')));
  const source = join(root, 'mail');
  makeMaildir(source);
  plantMessages(source, files);
  const servers = await startServers();
  const destination = (name: string, directory: string): Destination => {
    makeMaildir(directory);
    return { name, directory, isEqual: () => areEqual(source, directory) };
  };
  const destinations = [
    destination('directory', join(root, 'copy')),
    ...servers.map(({ directory, name }) => destination(name, join(directory, 'mail'))),
  ];
  for (const server of servers) server.adopt();
  const config = join(root, 'syncline.yaml');
  writeFileSync(config, configurationFor(servers));
  mkdirSync(join(root, 'state'));
  return {
    source,
    destinations,
    servers,
    start: (patienceMs) => openDaemon(config, join(root, 'state'), patienceMs),
    async remove() {
      for (const server of servers) await server.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function startServers(): Promise<readonly SoakServer[]> {
  const servers: SoakServer[] = [];
  if (skipReason('pure-ftpd') === false) {
    const server = await startServer('pure-ftpd');
    const url = `${server.url.replace('@', `:${server.password}@`)}/mail`;
    servers.push({ ...server, name: 'pure-ftpd', side: { url } });
  }
  if (openSshSkipReason() === false) {
    const server = await startOpenSsh();
    const { fingerprint, keyFile, url } = server;
    servers.push({
      ...server,
      name: 'openssh',
      side: { url: `${url}/mail`, privateKey: { file: keyFile }, fingerprint },
    });
  }
  return servers;
}

function configurationFor(servers: readonly SoakServer[]): string {
  const sides = [{ name: 'directory', side: 'copy' }, ...servers];
  const items = sides.map(({ name, side }) => ({
    name,
    source: 'mail',
    destination: side,
    mode: 'clone',
    live: true,
  }));
  return JSON.stringify({ http: { listen: '127.0.0.1:0' }, items });
}

function areEqual(source: string, destination: string): boolean {
  try {
    execFileSync('diff', ['-r', '-q', '--exclude=.syncline', source, destination], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
