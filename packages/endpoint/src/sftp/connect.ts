import { connect as connectSocket } from 'node:net';
import type { Socket } from 'node:net';
import type { SynclineError } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import type { Client, ClientChannel } from 'ssh2';
import { connectionLost, endpointError, interrupted, networkReason } from '../remote/errors.js';
import { shownText } from '../remote/shown-text.js';
import { shownStatus } from './errors.js';
import { checkPrivateKey, loginOf } from './login.js';
import { realPath } from './requests.js';
import { Session } from './session.js';
import type { Target } from './target.js';
import type { Trust } from './trust.js';
import { sha256, trustOf } from './trust.js';

/** A connection that requests can be made over, and the fingerprint of the key that the server showed. */
export interface Connected {
  readonly session: Session;
  readonly fingerprint: string;
}

/**
 * Connects, makes sure that the server is the right one before anything secret is sent, logs in, and starts its SFTP server.
 * Throws `unreachable`, `untrusted`, `login`, `protocol`, `interrupted`.
 */
export async function connect(target: Target, timeoutMs: number, signal?: AbortSignal): Promise<Connected> {
  if (signal?.aborted === true) throw interrupted();
  const trust = await trustOf(target);
  // Loaded here, so that a run between directories starts without it.
  const { Client, parseKey } = await import('./client.js');
  checkPrivateKey(target, parseKey);
  const socket = connectSocket({ host: target.host, port: target.port, noDelay: true });
  try {
    const client = new Client();
    return await withinTime(timeoutMs, signal, (giveUp) =>
      openSession(client, socket, { target, trust, timeoutMs }, giveUp),
    );
  } catch (error) {
    socket.destroy();
    throw connectError(target, error);
  }
}

interface Asked {
  readonly target: Target;
  readonly trust: Trust;
  readonly timeoutMs: number;
}

async function openSession(
  client: Client,
  socket: Socket,
  { target, trust, timeoutMs }: Asked,
  giveUp: (error: Error) => void,
): Promise<Connected> {
  const fingerprint = await authenticate(client, socket, target, trust, giveUp);
  const channel = await startSftp(client, target);
  const session = new Session({ channel, socket }, target.where, timeoutMs);
  client.on('error', (error) => session.drop(connectionLost(target.where, networkReason(error), error)));
  await session.start();
  const home = await realPath(session, '.');
  if (typeof home !== 'string')
    throw endpointError(
      'protocol',
      `${target.where} does not tell its login directory: "${shownStatus(home)}"`,
    );
  session.loginDirectory = home;
  return { session, fingerprint };
}

/** Resolves once the login is done, to the fingerprint of the host key. What only we can tell goes to `giveUp`. */
function authenticate(
  client: Client,
  socket: Socket,
  target: Target,
  trust: Trust,
  giveUp: (error: Error) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let fingerprint = '';
    const isRightServer = (key: Buffer): boolean => {
      fingerprint = sha256(key);
      const problem = trust.distrust(key);
      if (problem !== undefined) giveUp(problem);
      return problem === undefined;
    };
    client.on('ready', () => resolve(fingerprint));
    // It stays: without a listener an error would end the process. After the login the session sees for itself.
    client.on('error', reject);
    client.on('close', () => reject(new Error('the server closed it')));
    client.connect({
      sock: socket,
      username: target.user,
      readyTimeout: 0,
      algorithms: { serverHostKey: [...trust.algorithms] },
      hostVerifier: isRightServer,
      authHandler: loginOf(target, giveUp),
    });
  });
}

function startSftp(client: Client, { where }: Target): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.subsys('sftp', (error, channel) => {
      if (error) return reject(asNoSftp(error, where));
      // What it complains about beside the protocol would otherwise fill the window.
      channel.stderr.resume();
      resolve(channel);
    });
  });
}

/** ssh2 has words alone for a server that was asked and refused; anything else is about the connection. */
function asNoSftp(error: Error, where: string): Error {
  if (!/unable to start subsystem/i.test(error.message)) return error;
  return endpointError('protocol', `${where} has no SFTP: it refuses to start it for this account`, error);
}

/** Runs work that may be ended by the signal, by time, or by what it finds out aside. */
async function withinTime<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (giveUp: (error: Error) => void) => Promise<T>,
): Promise<T> {
  let giveUp!: (error: Error) => void;
  const givenUp = new Promise<never>((_resolve, reject) => (giveUp = reject));
  const timer = setTimeout(
    () => giveUp(new Error(`it was not ready within ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  const onAbort = (): void => giveUp(interrupted());
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const working = work(giveUp);
    working.catch(() => undefined);
    return await Promise.race([givenUp, working]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function connectError(target: Target, error: unknown): SynclineError {
  if (isSynclineError(error)) return error;
  const advice = 'Check the server name, the port, and that a firewall lets the connection through.';
  const reason = shownText(networkReason(error));
  return endpointError('unreachable', `Cannot connect to ${target.where}: ${reason}. ${advice}`, error);
}
