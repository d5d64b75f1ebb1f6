import type { Socket } from 'node:net';
import type { SynclineError } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import type { Client } from 'ssh2';
import { connectError, withinTime } from '../remote/connecting.js';
import { connectionLost, endpointError, networkReason } from '../remote/errors.js';
import { shownStatus } from './errors.js';
import { realPath } from './requests.js';
import { Session } from './session.js';
import type { SessionEnd } from './session.js';
import { notStarted, startSftp } from './start.js';
import type { Target } from './target.js';

/** An SSH connection after the login. */
export interface LoggedIn {
  readonly client: Client;
  readonly socket: Socket;
  readonly target: Target;
}

/**
 * One SSH connection, over which several SFTP sessions go, each in a channel of its own (RFC 4254 §5): further ones need no
 * login. None has to wait for what another one asked for, and one may end alone; with the last one the connection ends.
 */
export class Line {
  readonly #at: LoggedIn;
  readonly #sessions = new Set<Session>();
  #opening = 0;
  #brokeUnderSeveral = false;
  #loginDirectory: string | undefined;
  #failure: SynclineError | undefined;

  constructor(at: LoggedIn) {
    this.#at = at;
    const { client, socket, target } = at;
    const end = (error?: Error): void =>
      this.#end(
        connectionLost(target.where, error ? networkReason(error) : 'the server has closed it', error),
      );
    // Without a listener an error would end the process.
    client.on('error', end);
    socket.on('close', () => end());
  }

  /** It broke while several sessions went over it: the server may not bear that. */
  get brokeUnderSeveral(): boolean {
    return this.#brokeUnderSeveral;
  }

  get isAlive(): boolean {
    return this.#failure === undefined;
  }

  /** Sessions that are open or being opened. */
  get sessions(): number {
    return this.#sessions.size + this.#opening;
  }

  /**
   * Opens one more session; undefined when the server gives no more over this connection. Otherwise the connection has ended
   * when it fails: `protocol` when the server refuses the first one, `unreachable`, `interrupted`.
   */
  async openSession(timeoutMs: number, signal?: AbortSignal): Promise<Session | undefined> {
    this.#opening += 1;
    try {
      const patience = { timeoutMs, signal, missing: 'SFTP was not started' };
      return await withinTime(patience, () => this.#open(timeoutMs));
    } catch (error) {
      const isRefused = isSynclineError(error) && error.code !== 'interrupted';
      if (isRefused && this.isAlive && this.#sessions.size > 0) return undefined;
      const failure = connectError(this.#at.target.where, error);
      this.#end(failure);
      throw failure;
    } finally {
      this.#opening -= 1;
    }
  }

  async #open(timeoutMs: number): Promise<Session> {
    const { client, target } = this.#at;
    const channel = await startSftp(client, target);
    const session = new Session({
      channel,
      where: target.where,
      timeoutMs,
      movedBytes: () => this.#movedBytes,
      onEnd: (end) => {
        this.#sessions.delete(session);
        this.#sessionEnded(end);
        if (this.isAlive) channel.destroy();
      },
    });
    this.#sessions.add(session);
    // Given up meanwhile.
    if (this.#failure !== undefined) session.drop(this.#failure);
    await session.start().catch((error: unknown) => {
      throw notStarted(target, error);
    });
    session.loginDirectory = this.#loginDirectory ??= await this.#askLoginDirectory(session);
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

  get #movedBytes(): number {
    const { bytesRead, bytesWritten, writableLength } = this.#at.socket;
    return bytesRead + bytesWritten - writableLength;
  }

  #sessionEnded({ alone, error, unanswered }: SessionEnd): void {
    // What the server has not received yet is not to arrive when nobody reckons with it any more.
    if (unanswered && (!alone || this.sessions === 0)) this.#at.socket.resetAndDestroy();
    if (!alone || this.sessions === 0) this.#end(error);
  }

  /** Ends all sessions, whose requests fail with `error`. Idempotent. */
  #end(error: SynclineError): void {
    if (this.#failure === undefined) this.#brokeUnderSeveral = this.#sessions.size > 1;
    this.#failure ??= error;
    for (const session of this.#sessions) session.drop(this.#failure);
    this.#at.socket.destroy();
  }
}
