import type { Path } from '@syncline/model';
import { ServerClock } from './clock.js';
import type { DataContext } from './data.js';
import type { ServerFacts } from './features.js';
import type { Session } from './session.js';
import type { Target } from './target.js';
import { bytesOf } from './target.js';

/** One server as all its connections and endpoints know it. */
export interface Server extends DataContext {
  readonly clock: ServerClock;
}

/** A leased connection together with what is known of its server. */
export interface Connection {
  readonly session: Session;
  readonly server: Server;
}

/** `notice` tells each thing once, however many connections find it. */
export function newServer(target: Target, facts: ServerFacts, notice: (message: string) => void): Server {
  const told = new Set<string>();
  const once = (message: string): void => {
    if (told.has(message)) return;
    told.add(message);
    notice(message);
  };
  return { target, facts, clock: new ServerClock(), notice: once };
}

/** The absolute root of a side: `directory` (text) from the login directory (bytes), or by itself when absolute. */
export function rootOf(loginDirectory: string, directory: string): string {
  const given = bytesOf(directory);
  const whole = given.startsWith('/') ? given : `${loginDirectory}/${given}`;
  const parts = whole.split('/').filter((part) => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}

/** Where a path of the side stands on the server. Every command names its object so, whatever directory is current. */
export function remotePath(root: string, path: Path): string {
  if (path === '') return root;
  return root === '/' ? `/${path}` : `${root}/${path}`;
}

export function remoteParent(remote: string): string {
  return remote.slice(0, Math.max(1, remote.lastIndexOf('/')));
}
