import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Client } from 'basic-ftp';
import type { SynclineError } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import { connectionLost, networkReason } from './errors.js';
import type { LineGate } from './line-gate.js';
import { Receiver } from './receive.js';
import { ReplyReader } from './replies.js';
import type { Reply } from './reply.js';
import { belongsTo, shownReply, shownText } from './reply.js';
import { Watchdog } from './watchdog.js';

// eslint-disable-next-line no-control-regex
const FORBIDDEN_IN_COMMAND = /[\r\n\0]/;
// eslint-disable-next-line no-control-regex
const FORBIDDEN_IN_REPLY = /[\r\0]/;

/** A command that was sent and whose answer is due. */
interface Expected {
  readonly command: string;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: SynclineError) => void;
  /** Set while a preliminary answer (1xx) may still come: once, and only to a transfer. */
  preliminary: ((reply: Reply) => void) | undefined;
}

/** A transfer that was asked for: `opened` is its 1xx, `done` its last answer, which may be a refusal. */
export interface PendingTransfer {
  readonly opened: Promise<Reply>;
  readonly done: Promise<Reply>;
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
  /** An answer to EPSV that was asked for ahead of the next transfer, and when (ms). */
  passiveAhead: { readonly reply: Reply; readonly atMs: number } | undefined;
  /** What its data connections receive into. */
  readonly receiver = new Receiver();
  readonly #client: Client;
  readonly #expected: Expected[] = [];
  readonly #dataSockets = new Set<Socket>();
  /** Commands of this turn that are to go out in one packet. */
  #outgoing = '';
  #failure: SynclineError | undefined;

  constructor(client: Client, gate: LineGate, where: string, timeoutMs: number) {
    this.#client = client;
    this.where = where;
    this.watchdog = new Watchdog(timeoutMs, (why) => this.drop(connectionLost(where, why)));
    client.ftp
      .handle(undefined, (event) => event instanceof Error && this.#end(event))
      .catch((error: unknown) => this.drop(connectionLost(where, networkReason(error), error)));
    const replies = new ReplyReader((why) => this.drop(connectionLost(where, why)));
    gate.handTo((lines) =>
      replies.read(lines, (reply) => this.#failure === undefined && this.#answer(reply)),
    );
  }

  get failure(): SynclineError | undefined {
    return this.#failure;
  }

  get control(): Socket | TLSSocket {
    return this.#client.ftp.socket;
  }

  /** The TLS state that data connections share with the control connection (kept by basic-ftp). */
  get tls(): Client['ftp'] {
    return this.#client.ftp;
  }

  /** Sends commands in one go; their final answers, in order. Refusals are answers, not errors. */
  async exchange(commands: readonly string[]): Promise<Reply[]> {
    this.#checkUsable(commands);
    const answers = commands.map((command) => this.#expect(command, undefined));
    this.#send(commands);
    const replies = await Promise.all(answers);
    // A doubled answer in the same packet has dropped the connection by now: then none of them can be believed.
    if (this.#failure !== undefined) throw this.#failure;
    return replies;
  }

  async request(command: string): Promise<Reply> {
    return (await this.exchange([command]))[0]!;
  }

  /** Sends a command that moves content. Both promises fail when the connection breaks. */
  transfer(command: string): PendingTransfer {
    this.#checkUsable([command]);
    let open!: (reply: Reply) => void;
    const opened = new Promise<Reply>((resolve) => (open = resolve));
    const done = this.#expect(command, open);
    const first = Promise.race([opened, done]);
    first.catch(() => undefined);
    this.#send([command]);
    return { opened: first, done };
  }

  /** Ties a data connection's life to this one's. */
  adopt(socket: Socket): void {
    this.#dataSockets.add(socket);
    socket.once('close', () => this.#dataSockets.delete(socket));
  }

  /** Ends the connection; everything that is due fails with `error`. Idempotent. */
  drop(error: SynclineError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.watchdog.stop();
    for (const socket of this.#dataSockets) socket.destroy();
    this.#client.close();
    for (const expected of this.#expected.splice(0)) expected.reject(error);
  }

  close(): void {
    this.drop(connectionLost(this.where, 'it was closed'));
  }

  #checkUsable(commands: readonly string[]): void {
    if (this.#failure !== undefined) throw this.#failure;
    // The value is not named: it may be a password.
    if (commands.some((command) => FORBIDDEN_IN_COMMAND.test(command))) {
      throw new TypeError('An FTP command may not hold CR, LF or NUL');
    }
  }

  #expect(command: string, preliminary: ((reply: Reply) => void) | undefined): Promise<Reply> {
    // A server keeps one passive port: asking for another closes the one before.
    if (command === 'EPSV' || command === 'PASV') this.passiveAhead = undefined;
    const answer = new Promise<Reply>((resolve, reject) => {
      this.#expected.push({ command, resolve, reject, preliminary });
    });
    // Of several answers that fail together only the first may be awaited: the others must not end the process.
    answer.catch(() => undefined);
    this.watchdog.expect(this.#expected.length);
    return answer;
  }

  /** One packet for all commands of this turn of the event loop, also for those of two operations. */
  #send(commands: readonly string[]): void {
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
    this.watchdog.expect(this.#expected.length);
    expected.resolve(reply);
  }

  #problemWith(reply: Reply, expected: Expected | undefined): string | undefined {
    if (FORBIDDEN_IN_REPLY.test(reply.text)) return 'it sent a reply with control characters';
    // RFC 959: 421 may answer any command, or come by itself; the server closes the connection.
    if (reply.code === 421) return `the server ended it: "${shownReply(reply)}"`;
    if (expected === undefined) return `it sent a reply to nothing: "${shownReply(reply)}"`;
    const fits = reply.code < 200 ? expected.preliminary !== undefined : belongsTo(expected.command, reply);
    if (fits) return undefined;
    return `"${shownReply(reply)}" is no answer to ${shownText(expected.command.split(' ', 1)[0] ?? '')}`;
  }
}
