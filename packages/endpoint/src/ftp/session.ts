import type { Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { Client } from 'basic-ftp';
import type { SynclineError } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import { connectionLost, networkReason } from '../remote/errors.js';
import type { Peer } from '../remote/location.js';
import type { LineGate } from './line-gate.js';
import { Receiver } from './receive.js';
import { ReplyReader } from './replies.js';
import type { Reply } from './reply.js';
import { belongsTo, shownReply } from './reply.js';
import { secureContextLike } from './secure-context.js';
import { shownText, withoutSecret } from '../remote/shown-text.js';
import type { Target } from './target.js';
import { Watchdog } from './watchdog.js';

/** Commands that were sent together; they are answered when all of them are. */
interface Batch {
  readonly replies: Reply[];
  due: number;
  readonly resolve: (replies: Reply[]) => void;
  readonly reject: (error: SynclineError) => void;
}

/** A command that was sent and whose answer is due. */
interface Expected {
  readonly command: string;
  readonly batch: Batch;
  /** Set while a preliminary answer (1xx) may still come: once, and only to a transfer. */
  preliminary: ((reply: Reply) => void) | undefined;
}

/**
 * One control connection on which commands may be sent ahead of their answers (RFC 959 answers them in order). It
 * lives in a single, session-long task of basic-ftp, which tells of its end; replies are read here, so that one that
 * nobody asked for is noticed: then, as after any other break of the protocol, the connection is dropped, never used again.
 * Every failure is a `SynclineError` of scope `path` with `retry`.
 */
export class Session {
  /** Address without a secret, for messages. */
  readonly where: string;
  readonly watchdog: Watchdog;
  /** Directory after login, absolute. Set by `logIn`. */
  loginDirectory = '/';
  /** A command is sent only when the one before it is answered. Set before the login. */
  oneAtATime = false;
  /** It ended with an answer to another command than the one that is due. */
  isOutOfStep = false;
  /** An answer to EPSV that was asked for ahead of the next transfer, and when (ms). */
  passiveAhead: { readonly reply: Reply; readonly atMs: number } | undefined;
  /** What its data connections receive into. */
  readonly receiver = new Receiver();
  readonly #client: Client;
  readonly #password: string;
  readonly #expected: Expected[] = [];
  /** Answered, but for what the rest of the packet may hold: a doubled answer makes them worthless. */
  #answered: Batch[] = [];
  #dataSockets: readonly Socket[] = [];
  #secureContext: SecureContext | undefined;
  /** Commands of this turn that are to go out in one packet. */
  #outgoing = '';
  /** Commands that wait for the answer to the one before them: the last of those that are expected. */
  readonly #waiting: string[] = [];
  #failure: SynclineError | undefined;

  constructor(
    client: Client,
    gate: LineGate,
    { where, password }: Pick<Target, 'where' | 'password'>,
    timeoutMs: number,
  ) {
    this.#client = client;
    this.#password = password;
    this.where = where;
    this.watchdog = new Watchdog(timeoutMs, (why) => this.drop(connectionLost(where, why)));
    client.ftp
      .handle(undefined, (event) => event instanceof Error && this.#end(event))
      .catch((error: unknown) => this.drop(connectionLost(where, networkReason(error), error)));
    const replies = new ReplyReader((why) => this.drop(connectionLost(where, why)));
    const take = (reply: Reply): void => {
      if (this.#failure === undefined) this.#answer(this.#withShown(reply));
    };
    gate.handTo((lines) => {
      replies.read(lines, take);
      this.#settle();
    });
  }

  get failure(): SynclineError | undefined {
    return this.#failure;
  }

  get control(): Socket | TLSSocket {
    return this.#client.ftp.socket;
  }

  get peer(): Peer {
    const { control } = this;
    const certificate = 'getPeerX509Certificate' in control ? control.getPeerX509Certificate() : undefined;
    return { address: control.remoteAddress, fingerprint: certificate?.fingerprint256 };
  }

  /** The TLS state that data connections share with the control connection (kept by basic-ftp). */
  get tls(): Client['ftp'] {
    return this.#client.ftp;
  }

  /** What data connections are encrypted with. Only where this one is. */
  get secureContext(): SecureContext {
    return (this.#secureContext ??= secureContextLike(this.control as TLSSocket));
  }

  /** Sends commands in one go; their final answers, in order. Refusals are answers, not errors. */
  exchange(commands: readonly string[]): Promise<Reply[]> {
    return commands.length === 0 ? Promise.resolve([]) : this.#await(commands, undefined);
  }

  async request(command: string): Promise<Reply> {
    return (await this.#await([command], undefined))[0]!;
  }

  /**
   * Sends a command that moves content. Returns its last answer, which may be a refusal; `opened` is told its 1xx. Fails
   * when the connection breaks.
   */
  async transfer(command: string, opened: (reply: Reply) => void = () => undefined): Promise<Reply> {
    return (await this.#await([command], opened))[0]!;
  }

  /** Ties the sockets of the one data connection that there is now to this one's life. */
  adopt(sockets: readonly Socket[]): void {
    this.#dataSockets = sockets;
  }

  /** Ends the connection; everything that is due fails with `error`. Idempotent. */
  drop(error: SynclineError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.watchdog.stop();
    for (const socket of this.#dataSockets) socket.destroy();
    this.#client.close();
    for (const batch of this.#answered.splice(0)) batch.reject(error);
    for (const { batch } of this.#expected.splice(0)) batch.reject(error);
  }

  close(): void {
    this.drop(connectionLost(this.where, 'it was closed'));
  }

  #checkUsable(commands: readonly string[]): void {
    if (this.#failure !== undefined) throw this.#failure;
    // The value is not named: it may be a password.
    for (const command of commands) {
      if (!command.includes('\r') && !command.includes('\n') && !command.includes('\0')) continue;
      throw new TypeError('An FTP command may not hold CR, LF or NUL');
    }
  }

  #await(commands: readonly string[], preliminary: ((reply: Reply) => void) | undefined): Promise<Reply[]> {
    return new Promise((resolve, reject) => {
      this.#checkUsable(commands);
      const batch = { replies: [], due: commands.length, resolve, reject };
      for (const command of commands) {
        // A server keeps one passive port: asking for another closes the one before.
        if (command === 'EPSV' || command === 'PASV') this.passiveAhead = undefined;
        this.#expected.push({ command, batch, preliminary });
      }
      this.watchdog.expect(this.#expected.length);
      this.#send(commands);
    });
  }

  /** One packet for all commands of this turn of the event loop, also for those of two operations. */
  #send(commands: readonly string[]): void {
    if (!this.oneAtATime) return this.#put(commands);
    this.#waiting.push(...commands);
    this.#sendNext();
  }

  #sendNext(): void {
    const isFree = this.#expected.length === this.#waiting.length;
    if (isFree && this.#waiting.length > 0) this.#put([this.#waiting.shift()!]);
  }

  #put(commands: readonly string[]): void {
    if (this.#outgoing === '') process.nextTick(() => this.#flush());
    for (const command of commands) this.#outgoing += `${command}\r\n`;
  }

  #flush(): void {
    const lines = this.#outgoing;
    this.#outgoing = '';
    if (this.#failure === undefined && lines !== '') this.#client.ftp.socket.write(lines, 'latin1');
  }

  #end(error: Error): void {
    this.drop(isSynclineError(error) ? error : connectionLost(this.where, networkReason(error), error));
  }

  #withShown(reply: Reply): Reply {
    const shown = withoutSecret(reply.text, this.#password);
    return shown === reply.text ? reply : { ...reply, shown };
  }

  #answer(reply: Reply): void {
    const expected = this.#expected[0];
    const problem = this.#problemWith(reply, expected);
    if (problem !== undefined || expected === undefined)
      return this.drop(connectionLost(this.where, problem ?? ''));
    if (reply.code < 200) {
      expected.preliminary?.(reply);
      expected.preliminary = undefined;
      this.watchdog.expect(this.#expected.length);
      return;
    }
    this.#expected.shift();
    const { batch } = expected;
    batch.replies.push(reply);
    if ((batch.due -= 1) === 0) this.#answered.push(batch);
    this.watchdog.expect(this.#expected.length);
    this.#sendNext();
  }

  #settle(): void {
    if (this.#answered.length === 0) return;
    const answered = this.#answered;
    this.#answered = [];
    for (const batch of answered) batch.resolve(batch.replies);
  }

  #problemWith(reply: Reply, expected: Expected | undefined): string | undefined {
    if (reply.text.includes('\r') || reply.text.includes('\0'))
      return 'it sent a reply with control characters';
    // RFC 959: 421 may answer any command, or come by itself; the server closes the connection.
    if (reply.code === 421) return `the server ended it: "${shownReply(reply)}"`;
    if (expected === undefined) return `it sent a reply to nothing: "${shownReply(reply)}"`;
    const fits = reply.code < 200 ? expected.preliminary !== undefined : belongsTo(expected.command, reply);
    if (fits) return undefined;
    this.isOutOfStep = true;
    return `"${shownReply(reply)}" is no answer to ${shownText(expected.command.split(' ', 1)[0] ?? '')}`;
  }
}
