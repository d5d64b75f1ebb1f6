import { spawnSync } from 'node:child_process';
import type { Certificate } from './certificate.js';

/** What a server is to be: where its config and logs go, what it serves, on which ports. */
export interface Given {
  readonly folder: string;
  readonly root: string;
  readonly port: number;
  readonly passive: { readonly from: number; readonly to: number };
  readonly tls: { readonly mode: 'explicit' | 'implicit'; readonly certificate: Certificate } | undefined;
  readonly variant: string | undefined;
  readonly extra: readonly string[] | undefined;
}

/** How it is started, and who may log in. */
export interface Plan {
  readonly program: string;
  readonly args: readonly string[];
  readonly username: string;
  readonly password: string;
  readonly loginDirectory: string;
  /** Whom the files have to belong to, where that is not who runs the tests. */
  readonly owner?: number;
}

/** Writes the config of a kind of server. */
export type Blueprint = (given: Given) => Plan;

/** The one user of servers that have users. */
export const ACCOUNT = { username: 'test', password: 'testpw' };

/** SHA-256 crypt with few rounds: a login must not cost the tests seconds. */
export function passwordHash(): string {
  return spawnSync('openssl', ['passwd', '-5', '-salt', 'syncline', ACCOUNT.password], {
    encoding: 'utf8',
  }).stdout.trim();
}
