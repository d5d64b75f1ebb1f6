import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Client } from 'basic-ftp';
import { FTPError } from 'basic-ftp';
import type { SynclineError } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import { connectionLost, networkReason } from './errors.js';
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
 * lives in a single, session-long task of basic-ftp, so that an answer that nobody asked for is noticed: then, as
 * after any other break of the protocol, the connection is dropped, never used again.
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
  readonly #client: Client;
  readonly #expected: Expected[] = [];
  readonly #dataSockets = new Set<Socket>();
  #failure: SynclineError | undefined;

  constructor(client: Client, where: string, timeoutMs: number) {
    this.#client = client;
    this.where = where;
    this.watchdog = new Watchdog(timeoutMs, (why) => this.drop(connectionLost(where, why)));
    client.ftp
      .handle(undefined, (event) => this.#receive(event))
      .catch((error: unknown) => this.drop(connectionLost(where, networkReason(error), error)));
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

  /** One packet for all commands. */
  #send(commands: readonly string[]): void {
    const socket = this.#client.ftp.socket;
    socket.cork();
    for (const command of commands) this.#client.ftp.send(command);
    socket.uncork();
  }

  #receive(event: Error | { readonly code: number; readonly message: string }): void {
    if (event instanceof Error && !(event instanceof FTPError)) {
      const error = isSynclineError(event) ? event : connectionLost(this.where, networkReason(event), event);
      return this.drop(error);
    }
    this.#answer({ code: event.code as number, text: event.message });
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
