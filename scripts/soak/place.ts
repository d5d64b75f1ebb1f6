import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningServer } from '../../packages/endpoint/test/servers/index.ts';
import { skipReason, startServer } from '../../packages/endpoint/test/servers/index.ts';
import { makeMaildir, plantMessages } from '../../test/live/mail.ts';
import type { OpenDaemon } from '../../test/support/daemon.ts';
import { openDaemon } from '../../test/support/daemon.ts';

/** A Maildir, where it is backed up to, and the daemon that does it. */
export interface Place {
  readonly source: string;
  readonly destinations: readonly Destination[];
  /** Undefined where there is no FTP server. */
  readonly server: RunningServer | undefined;
  /** Starts the daemon; after `patienceMs` it is killed. */
  start(patienceMs: number): Promise<OpenDaemon>;
  remove(): Promise<void>;
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
  const server = skipReason('pure-ftpd') === false ? await startServer('pure-ftpd') : undefined;
  const destination = (name: string, directory: string): Destination => {
    makeMaildir(directory);
    return { name, directory, isEqual: () => areEqual(source, directory) };
  };
  const destinations = [
    destination('directory', join(root, 'copy')),
    ...(server === undefined ? [] : [destination('pure-ftpd', join(server.directory, 'mail'))]),
  ];
  server?.adopt();
  const config = join(root, 'syncline.yaml');
  writeFileSync(config, configurationFor(server));
  mkdirSync(join(root, 'state'));
  return {
    source,
    destinations,
    server,
    start: (patienceMs) => openDaemon(config, join(root, 'state'), patienceMs),
    async remove() {
      await server?.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function configurationFor(server: RunningServer | undefined): string {
  const items = ['{ name: directory, source: mail, destination: copy, mode: clone, live: true }'];
  if (server !== undefined) {
    const url = `${server.url.replace('@', `:${server.password}@`)}/mail`;
    items.push(`{ name: server, source: mail, destination: { url: '${url}' }, mode: clone, live: true }`);
  }
  return `http: { listen: 127.0.0.1:0 }\nitems:\n${items.map((item) => `  - ${item}\n`).join('')}`;
}

function areEqual(source: string, destination: string): boolean {
  try {
    execFileSync('diff', ['-r', '-q', '--exclude=.syncline', source, destination], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
