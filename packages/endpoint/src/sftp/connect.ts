import { connect as connectSocket } from 'node:net';
import type { Socket } from 'node:net';
import { isSynclineError } from '@syncline/model';
import type { Client } from 'ssh2';
import { connectError, withinTime } from '../remote/connecting.js';
import { interrupted } from '../remote/errors.js';
import { Line } from './line.js';
import { checkPrivateKey, loginOf } from './login.js';
import type { Session } from './session.js';
import type { Target } from './target.js';
import type { KeyAlgorithm, Trust } from './trust.js';
import { algorithmsBeside, sha256, trustOf } from './trust.js';

/** A connection whose first session requests can be made over, and how the server proved to be the right one. */
export interface Connected {
  readonly line: Line;
  readonly session: Session;
  readonly proof: HostProof;
  /** IP address. */
  readonly address: string | undefined;
}

/** How a server proved to be the right one. */
export interface HostProof {
  /** Of the key that the server showed: 64 hex digits. */
  readonly fingerprint: string;
  /** What it was asked to show a key for. */
  readonly algorithms: readonly KeyAlgorithm[];
}

/**
 * Connects, makes sure that the server is the right one before anything secret is sent, logs in, and starts its SFTP server.
 * `algorithms`: those with which it proved to be the right one before. Throws `unreachable`, `untrusted`, `login`, `protocol`,
 * `interrupted`.
 */
export async function connect(
  target: Target,
  timeoutMs: number,
  signal?: AbortSignal,
  algorithms?: readonly KeyAlgorithm[],
): Promise<Connected> {
  if (signal?.aborted === true) throw interrupted();
  const trust = await trustOf(target);
  // Loaded here, so that a run between directories starts without it.
  const { parseKey } = await import('./client.js');
  checkPrivateKey(target, parseKey);
  return connectAsking(algorithms ?? trust.algorithms, { target, trust, timeoutMs, signal });
}

/** Gateways forget a connection over which nothing goes, some after minutes. */
const KEEP_ALIVE_MS = 60_000;

interface Asked {
  readonly target: Target;
  readonly trust: Trust;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A server shows one of its keys; the pinned one may be another, which it shows when it is asked for no other type. */
async function connectAsking(algorithms: readonly KeyAlgorithm[], asked: Asked): Promise<Connected> {
  let shown: Buffer | undefined;
  try {
    return await connectOnce(algorithms, asked, (key) => (shown = key));
  } catch (error) {
    const others = shown === undefined ? [] : algorithmsBeside(shown, algorithms);
    const mayHaveAnother = asked.target.fingerprint !== undefined && others.length > 0;
    if (!mayHaveAnother || !isSynclineError(error) || error.code !== 'untrusted') throw error;
    return connectAsking(others, asked).catch((again: unknown) => {
      throw isSynclineError(again) && again.code === 'interrupted' ? again : error;
    });
  }
}

async function connectOnce(
  algorithms: readonly KeyAlgorithm[],
  { target, trust, timeoutMs, signal }: Asked,
  onKey: (key: Buffer) => void,
): Promise<Connected> {
  const { Client } = await import('./client.js');
  const socket = connectSocket({
    host: target.host,
    port: target.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
  });
  try {
    return await withinTime({ timeoutMs, signal, missing: 'it was not ready' }, (giveUp) => {
      const login = { socket, target, algorithms, onKey, giveUp, distrust: trust.distrust };
      return openLine(new Client(), login, timeoutMs);
    });
  } catch (error) {
    socket.destroy();
    throw connectError(target.where, error);
  }
}

/** How the way to the login goes. What only we can tell goes to `giveUp`. */
interface Login {
  readonly socket: Socket;
  readonly target: Target;
  readonly algorithms: readonly KeyAlgorithm[];
  readonly distrust: Trust['distrust'];
  readonly onKey: (key: Buffer) => void;
  readonly giveUp: (error: Error) => void;
}

async function openLine(client: Client, login: Login, timeoutMs: number): Promise<Connected> {
  const { algorithms, socket, target } = login;
  const fingerprint = await authenticate(client, login);
  const line = new Line({ client, socket, target });
  const session = await line.openSession(timeoutMs);
  return { line, session: session!, proof: { fingerprint, algorithms }, address: socket.remoteAddress };
}

/** Resolves once the login is done, to the fingerprint of the host key. */
function authenticate(client: Client, login: Login): Promise<string> {
  const { algorithms, distrust, giveUp, onKey, socket, target } = login;
  return new Promise((resolve, reject) => {
    let fingerprint = '';
    const isRightServer = (key: Buffer): boolean => {
      fingerprint = sha256(key);
      onKey(key);
      const problem = distrust(key);
      if (problem !== undefined) giveUp(problem);
      return problem === undefined;
    };
    client.on('ready', () => resolve(fingerprint));
    // It stays, as what comes after the login is told to the line.
    client.on('error', (error) =>
      reject(fingerprint === '' && isCut(error) ? new Error(CUT_BEFORE_HANDSHAKE) : error),
    );
    client.on('close', () => reject(new Error('the server closed it')));
    client.connect({
      sock: socket,
      username: target.user,
      readyTimeout: 0,
      algorithms: { serverHostKey: [...algorithms] },
      hostVerifier: isRightServer,
      authHandler: loginOf(target, giveUp),
    });
  });
}

/** What sshd does, without a word, when it has too many connections (MaxStartups); a server of another kind does, too. */
export const CUT_BEFORE_HANDSHAKE =
  'it closed the connection before the handshake, as a server does that has too many, or that speaks no SSH there';

function isCut(error: Error & { readonly code?: unknown }): boolean {
  return (
    error.code === 'ECONNRESET' || error.code === 'EPIPE' || /lost before handshake/i.test(error.message)
  );
}
