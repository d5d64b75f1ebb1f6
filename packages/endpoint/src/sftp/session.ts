import type { Duplex } from 'node:stream';
import type { SynclineError } from '@syncline/model';
import { messageOf } from '@syncline/model';
import { connectionLost, networkReason } from '../remote/errors.js';
import type { PooledSession } from '../remote/dialer.js';
import type { Packet, Response } from './decode.js';
import { decodePacket } from './decode.js';
import type { Field } from './encode.js';
import { encodeInit, encodeRequest } from './encode.js';
import { Framer } from './framer.js';
import { withoutSecret } from '../remote/shown-text.js';
import { PROTOCOL_VERSION } from './protocol.js';
import { StallWatch } from './stall-watch.js';
import type { Traffic } from './stall-watch.js';

/** A request that was sent and whose answer is due. */
interface Due {
  /** ms, as `performance.now`. */
  readonly sentMs: number;
  /** It takes long by its nature. */
  readonly long: boolean;
  readonly resolve: (response: Response) => void;
  readonly reject: (error: SynclineError) => void;
}

/** Where a session's packets go. */
export interface SessionOptions {
  /** That of its SFTP server. */
  readonly channel: Duplex;
  /** Address without a secret, for messages. */
  readonly where: string;
  /** What the login was made with: not to be shown where the server repeats it. Bytes. */
  readonly secret: string;
  /** How long an answer may be due. */
  readonly timeoutMs: number;
  readonly traffic: () => Traffic;
  /** Told of each answer when its request was sent; ms, as `performance.now`. */
  readonly onAnswer: (sentMs: number) => void;
  /** How long the quickest answer over the connection took. */
  readonly quickestMs: () => number;
  /**
   * Told once, when it can't be used any more. Returns what is to be waited for before those who asked are told: then the server
   * has received all that was sent, or never will.
   */
  readonly onEnd: (end: SessionEnd) => Promise<void> | undefined;
}

/** How a session ended. */
export interface SessionEnd {
  readonly error: SynclineError;
  /** It alone came to an end, by the server, because its work was stopped, or because it hangs: the connection is not in doubt. */
  readonly alone: boolean;
  /** Answers are due, and the server may not have received all that was sent. */
  readonly unanswered: boolean;
}

/**
 * One SFTP session, in a channel of an SSH connection. Any number of requests may be on their way; each answer names the one that it is for. A packet that is
 * none, or answers nothing, ends the session: it is never used again. Every failure is a `SynclineError` of scope `path`
 * with `retry`.
 */
export class Session implements PooledSession {
  /** Address without a secret, for messages. */
  readonly where: string;
  /** Directory after login, absolute. Set while it is opened. */
  loginDirectory = '/';
  /** What the server can do beyond the protocol. Set by `start`. */
  extensions: ReadonlySet<string> = new Set();
  readonly #channel: Duplex;
  readonly #secret: string;
  readonly #onAnswer: SessionOptions['onAnswer'];
  readonly #quickestMs: SessionOptions['quickestMs'];
  readonly #onEnd: SessionOptions['onEnd'];
  readonly #watch: StallWatch;
  readonly #framer = new Framer();
  readonly #due = new Map<number, Due>();
  #starting: { readonly resolve: () => void; readonly reject: (error: SynclineError) => void } | undefined;
  #lastId = 0;
  /** Answers due of what takes long. */
  #long = 0;
  /** Requests of this turn that are to go out together. */
  #outgoing: Buffer[] = [];
  #failure: SynclineError | undefined;

  constructor({ channel, onAnswer, onEnd, quickestMs, secret, timeoutMs, traffic, where }: SessionOptions) {
    this.where = where;
    this.#secret = secret;
    this.#channel = channel;
    this.#onAnswer = onAnswer;
    this.#quickestMs = quickestMs;
    this.#onEnd = onEnd;
    this.#watch = new StallWatch(timeoutMs, traffic, ({ isPassedBy, why }) =>
      this.#end(connectionLost(where, why), isPassedBy, isPassedBy),
    );
    channel.on('data', (piece: Buffer) => this.#receive(piece));
    const end = (error?: Error): void =>
      this.#end(
        connectionLost(where, error ? networkReason(error) : 'the server has closed it', error),
        true,
        true,
      );
    channel.on('error', end);
    channel.on('close', () => end());
    channel.on('end', () => end());
  }

  get failure(): SynclineError | undefined {
    return this.#failure;
  }

  /** How long the quickest answer over its connection took so far. */
  get quickestMs(): number {
    return this.#quickestMs();
  }

  /** Agrees on the version. Resolves once requests may be sent. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#starting = { resolve, reject };
      this.#watch.expect(1);
      this.#send(encodeInit());
    });
  }

  /** Sends a request; its answer, which may be a refusal. */
  request(kind: number, ...fields: readonly Field[]): Promise<Response> {
    return this.#request(kind, fields, false);
  }

  /** The same for one whose answer, and those behind it, may be due for much longer than others. */
  requestLong(kind: number, ...fields: readonly Field[]): Promise<Response> {
    return this.#request(kind, fields, true);
  }

  #request(kind: number, fields: readonly Field[], long: boolean): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#lastId = (this.#lastId + 1) % 2 ** 32;
      this.#due.set(this.#lastId, { sentMs: performance.now(), long, resolve, reject });
      this.#expect(long ? 1 : 0);
      this.#send(encodeRequest(kind, this.#lastId, fields));
    });
  }

  /** Something was asked for, or answered; `long`: how many more are due that take long. */
  #expect(long: number): void {
    this.#long += long;
    this.#watch.expect(this.#due.size, this.#long > 0);
  }

  /** Ends the session because of what the server sent. Returns what to throw. */
  distrust(why: string): SynclineError {
    this.drop(connectionLost(this.where, why));
    return this.#failure!;
  }

  /** Ends the session; everything that is due fails with `error`. Idempotent. */
  drop(error: SynclineError): void {
    this.#end(error, error.code === 'interrupted');
  }

  close(): void {
    this.drop(connectionLost(this.where, 'it was closed'));
  }

  /** `isReceived`: all that was sent is known to have reached the server's end of the channel, as far as it ever will. */
  #end(error: SynclineError, alone: boolean, isReceived = false): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#watch.stop();
    const due = [...this.#due.values()];
    this.#due.clear();
    this.#starting?.reject(error);
    const rejectAll = (): void => due.forEach(({ reject }) => reject(error));
    const left = this.#onEnd({ error, alone, unanswered: due.length > 0 && !isReceived });
    if (left === undefined) rejectAll();
    else void left.then(rejectAll);
  }

  /** One write for all requests of this turn of the event loop, also for those of two operations. */
  #send(packet: Buffer): void {
    if (this.#outgoing.push(packet) === 1) process.nextTick(() => this.#flush());
  }

  #flush(): void {
    const packets = this.#outgoing;
    this.#outgoing = [];
    if (this.#failure === undefined) this.#channel.write(Buffer.concat(packets));
  }

  #receive(piece: Buffer): void {
    try {
      this.#framer.add(piece, (packet) => this.#failure === undefined && this.#take(decodePacket(packet)));
    } catch (error) {
      this.distrust(messageOf(error));
    }
  }

  #take(packet: Packet): void {
    if (packet.type === 'version') return this.#begin(packet.version, packet.extensions);
    const due = this.#due.get(packet.id);
    if (due === undefined) return void this.distrust('it answered what it was not asked');
    this.#due.delete(packet.id);
    this.#onAnswer(due.sentMs);
    this.#expect(due.long ? -1 : 0);
    due.resolve(this.#shown(packet.response));
  }

  #shown(response: Response): Response {
    if (response.type !== 'status') return response;
    const message = withoutSecret(response.message, this.#secret);
    return message === response.message ? response : { ...response, message };
  }

  #begin(version: number, extensions: ReadonlySet<string>): void {
    const starting = this.#starting;
    this.#starting = undefined;
    if (starting === undefined) return void this.distrust('it told its version again');
    this.#watch.expect(0);
    this.extensions = extensions;
    if (version === PROTOCOL_VERSION) return starting.resolve();
    starting.reject(this.distrust(`it speaks version ${version} of SFTP, and ${PROTOCOL_VERSION} is needed`));
  }
}
