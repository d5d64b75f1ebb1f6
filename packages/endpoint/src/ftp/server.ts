import { ServerClock } from '../remote/clock.js';
import type { DataContext } from './data.js';
import type { ServerFacts } from './features.js';
import type { Lease } from '../remote/dialer.js';
import type { Session } from './session.js';
import type { Target } from './target.js';

/** One server as all its connections and endpoints know it. */
export interface Server extends DataContext {
  readonly clock: ServerClock;
}

/** A leased connection together with what is known of its server. */
export type Connection = Lease<Session, Server>;

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
