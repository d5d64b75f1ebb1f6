import { connect as connectSocket } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { SynclineError } from '@syncline/model';
import { connectionLost, networkReason } from '../remote/errors.js';
import type { ServerFacts } from './features.js';
import type { Reply } from './reply.js';
import { isCompletion, shownReply } from './reply.js';
import type { Session } from './session.js';
import type { Target } from './target.js';
import { distrust, tlsOptions } from './trust.js';

/** Under parallel load a server may run out of free ports for a moment (425, "Address already in use"). */
const PASSIVE_TRIES = 5;
const PASSIVE_PAUSE_MS = 40;
/** A port that was asked for ahead is used within this time: firewalls on the way forget it after some while. */
const MAX_AHEAD_MS = 5_000;
/** Ports below are never a data connection: a server that names one points us at somebody's service. */
const LOWEST_DATA_PORT = 1024;

/** What data connections need besides the session. */
export interface DataContext {
  readonly target: Target;
  readonly facts: ServerFacts;
  readonly notice: (message: string) => void;
}

/** A data connection. Its errors are seen through what is done with it. */
export interface DataConnection {
  readonly socket: Socket;
  /**
   * Over TLS: resolves once the other end is trusted, which has to be waited for before anything is sent. Otherwise what is
   * sent waits by itself for the connection to stand.
   */
  readonly ready: Promise<void> | undefined;
  /** What comes over it, piece by piece; a piece is valid until the next is pulled. */
  chunks(): AsyncIterable<Buffer>;
  /** The same, all at once: each piece as it comes, valid during the call. Resolves at the end. */
  flow(take: (piece: Buffer) => void): Promise<void>;
}

/** The command to send ahead to save a round trip; its answer goes to `openData`. */
export function passiveCommand(context: DataContext): string {
  return context.facts.extendedPassive ? 'EPSV' : 'PASV';
}

/** Notes the answer to a passive command that was sent ahead, for the next transfer on this connection. */
export function keepAhead(session: Session, reply: Reply | undefined): void {
  if (reply !== undefined) session.passiveAhead = { reply, atMs: performance.now() };
}

/** Which way content goes over a data connection. */
export type Flow = 'out' | 'in';

/**
 * Connects to the port of a passive-mode answer, asking for one if none was sent ahead; always on the host of the
 * control connection (RFC 2428; of PASV only the port is used, FAULTS S20).
 */
export async function openData(
  session: Session,
  context: DataContext,
  flow: Flow,
  early?: Reply,
): Promise<DataConnection> {
  let reply = early ?? takeAhead(session);
  for (let tries = 1; ; tries += 1) {
    reply ??= await session.request(passiveCommand(context));
    const port = isCompletion(reply) ? portOf(reply, session, context) : undefined;
    if (port !== undefined) return connectData(session, context, flow, port);
    if (tries >= PASSIVE_TRIES) throw noDataPort(session, reply);
    // EPSV that is not known, or answered by something that names no port: PASV is older and may work.
    if (reply.code !== 425 && reply.code !== 421) context.facts.extendedPassive = false;
    await sleep(tries * PASSIVE_PAUSE_MS);
    reply = undefined;
  }
}

/** Undefined when there is none, or when it may have gone stale on the server or on the way. */
function takeAhead(session: Session): Reply | undefined {
  const ahead = session.passiveAhead;
  session.passiveAhead = undefined;
  return ahead !== undefined && performance.now() - ahead.atMs < MAX_AHEAD_MS ? ahead.reply : undefined;
}

function noDataPort(session: Session, reply: Reply): Error {
  const why = isCompletion(reply) ? `, or one below ${LOWEST_DATA_PORT}, which is never used` : '';
  const message = `${session.where} offers no port for data${why}: "${shownReply(reply)}"`;
  return new SynclineError('failed', message, { scope: 'path', retry: true });
}

/** Undefined when the answer names no usable port. */
function portOf(
  reply: Reply,
  session: Pick<Session, 'where' | 'control'>,
  context: DataContext,
): number | undefined {
  if (reply.code === 229) return usablePort(Number(/\(([!-~])\1\1(\d{1,5})\1\)/.exec(reply.text)?.[2]));
  const match = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(reply.text);
  const numbers = match?.slice(1).map(Number);
  if (reply.code !== 227 || numbers === undefined || numbers.some((number) => number > 255)) return undefined;
  const host = numbers.slice(0, 4).join('.');
  if (session.control.remoteAddress?.replace(/^::ffff:/i, '') !== host) {
    context.notice(`${session.where} names another host (${host}) for its data; its own address is used`);
  }
  return usablePort(numbers[4]! * 256 + numbers[5]!);
}

function usablePort(port: number): number | undefined {
  return port >= LOWEST_DATA_PORT && port <= 65_535 ? port : undefined;
}

function connectData(session: Session, context: DataContext, flow: Flow, port: number): DataConnection {
  const host = session.control.remoteAddress;
  // INVARIANT: without a host Node would connect to this machine.
  if (host === undefined) throw session.failure ?? connectionLost(session.where, 'it has ended');
  const plain = context.target.tls === 'none';
  const { receiver } = session;
  const raw =
    plain && flow === 'in'
      ? connectSocket({ host, port, onread: receiver.onread() })
      : // Plain content goes in one direction, and its end sends what waits for more.
        connectSocket({ host, port, noDelay: !plain });
  raw.on('error', ignore);
  if (!plain) return encrypted(raw, session, context.target);
  session.adopt([raw]);
  // Nothing comes on it, and its end is told by the answer to the command.
  if (flow === 'out') raw.pause();
  return {
    socket: raw,
    ready: undefined,
    chunks: () => receiver.chunks(raw),
    flow: (take) => receiver.flow(raw, take),
  };
}

/** Without a listener an error would end the process. */
function ignore(): void {}

/**
 * A resumed session proves that the other end is the control connection's (servers may demand that); any other
 * must show the same certificate.
 */
function encrypted(raw: Socket, session: Session, target: Target): DataConnection {
  const { tls } = session;
  const resume =
    tls.tlsSessionStore ?? (tls.socket as { getSession?: () => Buffer | undefined }).getSession?.();
  const options = {
    ...tlsOptions(target),
    socket: raw,
    secureContext: session.secureContext,
    ...(resume === undefined ? {} : { session: resume }),
  };
  const socket = connectTls(options);
  session.adopt([raw, socket]);
  raw.on('error', (error) => socket.destroy(error));
  socket.on('error', ignore);
  // TLS 1.3 tickets are for one use: the next data connection needs the one that comes on this.
  socket.on('session', (ticket) => (tls.tlsSessionStore = ticket));
  const ready = secured(socket).then(() => {
    const problem = socket.isSessionReused() ? undefined : distrust(socket, target);
    if (problem === undefined) return;
    session.drop(problem);
    throw problem;
  });
  ready.catch(ignore);
  return { socket, ready, chunks: () => socket, flow: (take) => flowing(socket, take) };
}

async function flowing(socket: AsyncIterable<Buffer>, take: (piece: Buffer) => void): Promise<void> {
  for await (const piece of socket) take(piece);
}

function secured(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', (error) => reject(new Error(networkReason(error), { cause: error })));
    socket.once('close', () => reject(new Error('it was closed')));
  });
}
