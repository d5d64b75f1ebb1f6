import type { Client } from 'basic-ftp';
import type { TLSSocket } from 'node:tls';
import { connectError, withinTime } from '../remote/connecting.js';
import { endpointError } from '../remote/errors.js';
import { shownText } from '../remote/shown-text.js';
import type { LineGate } from './line-gate.js';
import { passWholeLines } from './line-gate.js';
import { Session } from './session.js';
import type { Target } from './target.js';
import { distrust, tlsOptions } from './trust.js';

/**
 * Opens a control connection, up to the point where a login may be sent: greeted, encrypted if that is asked for,
 * the other end trusted. Throws `unreachable`, `untrusted`, `protocol`, `interrupted`.
 */
export async function connect(target: Target, timeoutMs: number, signal?: AbortSignal): Promise<Session> {
  // Loaded here, so that a run between directories starts without it.
  const { Client } = await import('./client.js');
  const client = new Client(0);
  // Names are byte strings: one character per byte, both ways.
  client.ftp.encoding = 'latin1';
  try {
    // basic-ftp has no signal and, with its own timeout off, no limit: closing the client ends what is under way.
    const patience = { timeoutMs, signal, missing: 'no greeting' };
    const gate = await withinTime(patience, () => greet(client, target));
    return new Session(client, gate, target, timeoutMs);
  } catch (error) {
    client.close();
    throw connectError(target.where, error);
  }
}

async function greet(client: Client, target: Target): Promise<LineGate> {
  const options = tlsOptions(target);
  if (target.tls === 'implicit') {
    const greeted = client.connectImplicitTLS(target.host, target.port, options);
    const gate = gateOf(client);
    await greeted;
    requireTrust(client, target);
    return gate;
  }
  const greeted = client.connect(target.host, target.port);
  client.ftp.socket.setNoDelay(true);
  const gate = gateOf(client);
  await greeted;
  return target.tls === 'explicit' ? encrypt(client, target, gate) : gate;
}

function gateOf(client: Client): LineGate {
  return passWholeLines(client.ftp.socket, (why) => client.ftp.closeWithError(new Error(why)));
}

/** AUTH TLS (RFC 4217 §4). A server without it is refused: nothing secret goes over a clear connection. */
async function encrypt(client: Client, target: Target, plain: LineGate): Promise<LineGate> {
  const greeting = plain.received.length;
  try {
    await client.useTLS(tlsOptions(target));
  } catch (error) {
    const refused = typeof (error as { code?: unknown }).code === 'number';
    if (!refused) throw error;
    throw endpointError(
      'protocol',
      `${target.where} refuses to encrypt the connection ("${shownText((error as Error).message)}"), so no password ` +
        'was sent. Use ftps:// if it wants TLS from the start, or ftp:// if clear text is acceptable.',
    );
  }
  // Anything after the one answer was put in by somebody on the way, to be taken for an answer over TLS later.
  const isOneReply = /^2\d\d(?: [^\n]*\n|-(?:[^\n]*\n)+?2\d\d [^\n]*\n)$/;
  if (!isOneReply.test(plain.received.slice(greeting))) {
    throw endpointError(
      'protocol',
      `${target.where} sent replies ahead of the encryption; the connection is not safe`,
    );
  }
  const gate = gateOf(client);
  requireTrust(client, target);
  return gate;
}

function requireTrust(client: Client, target: Target): void {
  const problem = distrust(client.ftp.socket as TLSSocket, target);
  if (problem !== undefined) throw problem;
}
