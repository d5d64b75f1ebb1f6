import type { Promised } from '../compare-trees.ts';
import { TO_THE_SECOND } from '../compare-trees.ts';
import type { Command } from '../measure.ts';
import type { FtpServer, Server } from '../servers.ts';
import { synclineArgs } from './syncline.ts';

export const CONNECTIONS = 8;

/** How a program keeps a folder of a server in step with a directory, or a directory with it. */
export interface ServerTool<Kind extends Server = FtpServer> {
  readonly name: string;
  readonly needs: readonly string[];
  readonly shownUp: string;
  readonly shownDown: string;
  readonly promised: Promised;
  /** `remote` is relative to the login directory; `memory` as in `Tool`. */
  up(local: string, server: Kind, remote: string, memory: string): Command;
  down(server: Kind, remote: string, local: string, memory: string): Command;
}

export const SECONDS: Promised = { mtimeToleranceNs: TO_THE_SECOND };

export const RCLONE_OPTIONS = [
  '--create-empty-src-dirs',
  '--transfers',
  String(CONNECTIONS),
  '--checkers',
  String(CONNECTIONS),
  // Without it, rclone 1.60 downloads a large file in parts, and proftpd aborts them.
  '--multi-thread-streams',
  '0',
  '-q',
];

/** What Syncline is told beside the places. */
export const SHOWN_CLONE = `--mode clone --connections ${CONNECTIONS} --quiet`;

export function cloneArgs(source: string, destination: string, memory: string): readonly string[] {
  return [...synclineArgs(source, destination, 'clone', memory), '--connections', String(CONNECTIONS)];
}
