import { isSynclineError } from '@syncline/model';
import type { Dialer } from '../remote/dialer.js';
import { connect, CUT_BEFORE_HANDSHAKE } from './connect.js';
import type { Line } from './line.js';
import type { Connection, Server } from './server.js';
import { newServer } from './server.js';
import type { Session } from './session.js';
import type { Target } from './target.js';

/**
 * Sessions over one connection, as far as the server gives them: OpenSSH gives ten (MaxSessions). A small file costs four
 * round trips, in which its session has nothing else to do.
 */
export const SESSIONS_PER_CONNECTION = 4;
/** Of a session over a connection that stands: its channel, SFTP in it, and the version. */
const ROUND_TRIPS_TO_OPEN = 3;
/** A server that bears fewer is not given more for this long. */
const FEWER_FOR_MS = 5 * 60_000;

/** Connects to an SFTP server and logs in, over at most so many connections. */
export function sftpDialer(target: Target, connections: number): Dialer<Session, Server> {
  return new SftpDialer(target, connections);
}

/** A connection that is being made, and how many sessions are to go over it. */
interface Dial {
  sessions: number;
  /** Whether it came about. */
  readonly done: Promise<boolean>;
}

class SftpDialer implements Dialer<Session, Server> {
  readonly where: string;
  readonly #target: Target;
  readonly #connections: number;
  readonly #lines = new Set<Line>();
  readonly #dials = new Set<Dial>();
  /** Sessions over one connection that the server gives, or bears without breaking it, as far as that has shown. */
  #borne = { perConnection: SESSIONS_PER_CONNECTION, untilMs: 0 };

  /** How long it took last time to make a connection, and to open a further session over one, ms. */
  #dialMs: number | undefined;
  #sessionMs: number | undefined;

  constructor(target: Target, connections: number) {
    this.where = target.where;
    this.#target = target;
    this.#connections = connections;
  }

  /** A further session over a connection that stands needs no login; and one login is for all that go over a connection. */
  get openingMs(): number | undefined {
    const line = this.#roomiest();
    if (line !== undefined) return this.#sessionMs ?? ROUND_TRIPS_TO_OPEN * line.quickestMs;
    return this.#dialMs && this.#dialMs / this.#perConnection;
  }

  get openConnections(): number {
    return this.#alive.length;
  }

  get mostSessions(): number {
    return this.#connections * this.#perConnection;
  }

  /** Over a connection that has room or soon will have, before one more is made. */
  async open(
    known: Server | undefined,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Connection | undefined> {
    while (known !== undefined) {
      const [line, dial] = [this.#roomiest(), this.#dialWithRoom()];
      if (line !== undefined) {
        // One that breaks meanwhile says nothing of the others, nor of one that is yet to be made.
        const beganMs = performance.now();
        const session = await line.openSession(timeoutMs, signal).catch(onlyInterrupted);
        if (session !== undefined) {
          this.#sessionMs = performance.now() - beganMs;
          return { session, server: known };
        }
        if (line.isAlive) this.#bearsFewer(line.sessions);
      } else if (dial !== undefined) {
        dial.sessions += 1;
        // Why is told by the one that made it.
        if (!(await dial.done)) return undefined;
      } else break;
    }
    return this.#dial(known, timeoutMs, signal);
  }

  isTooManyUsers(error: unknown): boolean {
    return (
      isSynclineError(error) && error.code === 'unreachable' && error.message.includes(CUT_BEFORE_HANDSHAKE)
    );
  }

  async #dial(
    known: Server | undefined,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Connection | undefined> {
    const beganMs = performance.now();
    const connections = this.#alive.length + this.#dials.size;
    if (connections >= this.#connections) return undefined;
    const connecting = connect(this.#target, timeoutMs, signal, known?.proof.algorithms);
    const done = connecting.then(
      () => true,
      () => false,
    );
    const dial = { sessions: 1, done };
    this.#dials.add(dial);
    try {
      const connected = await connecting;
      this.#lines.add(connected.line);
      this.#dialMs = performance.now() - beganMs;
      return { session: connected.session, server: known ?? newServer(this.#target, connected) };
    } finally {
      this.#dials.delete(dial);
    }
  }

  #dialWithRoom(): Dial | undefined {
    return [...this.#dials].find(({ sessions }) => sessions < this.#perConnection);
  }

  #roomiest(): Line | undefined {
    return this.#alive
      .filter(({ sessions }) => sessions < this.#perConnection)
      .sort((left, right) => left.sessions - right.sessions)[0];
  }

  get #alive(): readonly Line[] {
    for (const line of this.#lines) {
      if (line.isAlive) continue;
      this.#lines.delete(line);
      // Connections that break together all say the same.
      if (line.brokeUnder > 1) this.#bearsFewer(Math.floor(line.brokeUnder / 2));
    }
    return [...this.#lines];
  }

  #bearsFewer(most: number): void {
    const perConnection = Math.max(1, Math.min(most, this.#perConnection));
    this.#borne = { perConnection, untilMs: performance.now() + FEWER_FOR_MS };
  }

  get #perConnection(): number {
    return performance.now() < this.#borne.untilMs ? this.#borne.perConnection : SESSIONS_PER_CONNECTION;
  }
}

function onlyInterrupted(error: unknown): undefined {
  if (isSynclineError(error) && error.code === 'interrupted') throw error;
}
