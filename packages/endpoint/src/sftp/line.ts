import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SynclineError } from '@syncline/model';
import type { Client } from 'ssh2';
import { connectError, withinTime } from '../remote/connecting.js';
import { connectionLost, endpointError, networkReason } from '../remote/errors.js';
import { bytesOf } from '../remote/paths.js';
import { shownText, withoutSecret } from '../remote/shown-text.js';
import { shownStatus } from './errors.js';
import { realPath } from './requests.js';
import { Session } from './session.js';
import type { SessionEnd } from './session.js';
import type { Traffic } from './stall-watch.js';
import { notStarted, startSftp } from './start.js';
import type { Target } from './target.js';

/** An SSH connection after the login. */
export interface LoggedIn {
  readonly client: Client;
  readonly socket: Socket;
  readonly target: Target;
}

/** A stopped run is to end within seconds. */
const LONGEST_LEAVE_MS = 2_000;

/** A session that is being opened. */
interface Opening {
  /** Once it has a channel. */
  session: Session | undefined;
  isGivenUp: boolean;
}

/** What a server says when it ends a connection is in the error. */
function whyLost(error: Error, { password }: Target): string {
  return shownText(withoutSecret(networkReason(error), password));
}

/**
 * One SSH connection, over which several SFTP sessions go, each in a channel of its own (RFC 4254 §5): further ones need no
 * login. None has to wait for what another one asked for, and one may end alone; with the last one the connection ends.
 */
export class Line {
  readonly #at: LoggedIn;
  readonly #sessions = new Set<Session>();
  readonly #openings = new Set<Opening>();
  /** For each session that ends alone what to call when nothing of it can arrive any more. */
  readonly #leaving = new Set<() => void>();
  #answeredMs = 0;
  #quickestMs = Infinity;
  #brokeUnder = 0;
  #loginDirectory: string | undefined;
  #failure: SynclineError | undefined;

  constructor(at: LoggedIn) {
    this.#at = at;
    const { client, socket, target } = at;
    const end = (error?: Error): void =>
      this.#end(
        connectionLost(target.where, error ? whyLost(error, target) : 'the server has closed it', error),
      );
    // Without a listener an error would end the process.
    client.on('error', end);
    socket.on('close', () => end());
  }

  /** Sessions that went over it or were being opened when it broke: the server may not bear several. */
  get brokeUnder(): number {
    return this.#brokeUnder;
  }

  get isAlive(): boolean {
    return this.#failure === undefined;
  }

  /** How long the quickest answer took so far, ms. */
  get quickestMs(): number {
    return this.#quickestMs;
  }

  /** Sessions that are open or being opened. */
  get sessions(): number {
    return this.#sessions.size + this.#openings.size;
  }

  /**
   * Opens one more session; undefined when that fails for it alone, which leaves the others as they are. Otherwise the
   * connection has ended when it fails: `protocol` when the server refuses the only one, `unreachable`, `interrupted`.
   */
  async openSession(timeoutMs: number, signal?: AbortSignal): Promise<Session | undefined> {
    const opening: Opening = { session: undefined, isGivenUp: false };
    this.#openings.add(opening);
    try {
      const patience = { timeoutMs, signal, missing: 'SFTP was not started' };
      return await withinTime(patience, () => this.#open(opening, timeoutMs));
    } catch (error) {
      const failure = connectError(this.#at.target.where, error);
      opening.isGivenUp = true;
      // RACE: it may have been ready at the very moment; others are not to hear that the server can't be reached.
      opening.session?.drop(connectionLost(this.#at.target.where, 'it took too long to start'));
      if (failure.code !== 'interrupted' && this.isAlive && this.sessions > 1) return undefined;
      this.#end(failure);
      throw failure;
    } finally {
      this.#openings.delete(opening);
    }
  }

  async #open(opening: Opening, timeoutMs: number): Promise<Session> {
    const { client, target } = this.#at;
    const channel = await startSftp(client, target);
    const session = new Session({
      channel,
      where: target.where,
      secret: bytesOf(target.password),
      timeoutMs,
      traffic: () => this.#traffic,
      onAnswer: (sentMs) => this.#answered(sentMs),
      quickestMs: () => this.#quickestMs,
      onEnd: (end) => this.#sessionEnded(session, channel, end),
    });
    opening.session = session;
    if (this.#failure !== undefined || opening.isGivenUp)
      session.drop(this.#failure ?? connectionLost(target.where, 'its session came too late'));
    await session.start().catch((error: unknown) => {
      throw notStarted(target, error);
    });
    session.loginDirectory = this.#loginDirectory ??= await this.#askLoginDirectory(session);
    this.#openings.delete(opening);
    this.#sessions.add(session);
    return session;
  }

  async #askLoginDirectory(session: Session): Promise<string> {
    const home = await realPath(session, '.');
    if (typeof home === 'string') return home;
    throw endpointError(
      'protocol',
      `${session.where} does not tell its login directory: "${shownStatus(home)}"`,
    );
  }

  #answered(sentMs: number): void {
    this.#answeredMs = Math.max(this.#answeredMs, sentMs);
    this.#quickestMs = Math.min(this.#quickestMs, performance.now() - sentMs);
  }

  get #traffic(): Traffic {
    const { bytesRead, bytesWritten, writableLength } = this.#at.socket;
    return { movedBytes: bytesRead + bytesWritten - writableLength, answeredMs: this.#answeredMs };
  }

  #sessionEnded(
    session: Session,
    channel: Duplex,
    { alone, error, unanswered }: SessionEnd,
  ): Promise<void> | undefined {
    // Of one that was being opened whoever opens it is told; it has asked for nothing that could hurt.
    const isOpening = !this.#sessions.has(session);
    const endsAlone = this.isAlive && (isOpening || (alone && this.sessions > 1));
    if (!endsAlone) this.#end(error, unanswered);
    this.#sessions.delete(session);
    if (!this.isAlive) return undefined;
    const left = unanswered && !isOpening ? this.#leave(channel) : undefined;
    channel.destroy();
    return left;
  }

  /**
   * Resolves once the server has closed the channel, too, and so has received all that was sent; when it takes long, the
   * connection is given up for that.
   */
  #leave(channel: Duplex): Promise<void> {
    return new Promise((resolve) => {
      const endLine = (): void =>
        this.#end(connectionLost(this.#at.target.where, 'it was slow to stop what it was told to stop'));
      const timer = setTimeout(endLine, LONGEST_LEAVE_MS);
      const left = (): void => {
        clearTimeout(timer);
        this.#leaving.delete(left);
        resolve();
      };
      this.#leaving.add(left);
      channel.on('close', left);
    });
  }

  /** Ends all sessions, whose requests fail with `error`. Idempotent. */
  #end(error: SynclineError, unanswered = false): void {
    if (this.#failure === undefined) this.#brokeUnder = this.sessions;
    this.#failure ??= error;
    for (const { session } of this.#openings) session?.drop(this.#failure);
    for (const session of this.#sessions) session.drop(this.#failure);
    // What the server has not received yet is not to arrive when nobody reckons with it any more.
    if (unanswered || this.#leaving.size > 0) this.#at.socket.resetAndDestroy();
    // At once: a reset alone waits until all is sent.
    this.#at.socket.destroy();
    for (const left of this.#leaving) left();
  }
}
