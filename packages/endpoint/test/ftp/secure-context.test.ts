import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectPlain, createServer as createRelay } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import t, { type Test } from 'tap';
import { secureContextLike } from '../../src/ftp/secure-context.js';
import { makeCertificate } from '../servers/certificate.js';

const HANDSHAKE = 22;
const RECORD_HEADER_BYTES = 5;

function listening(t: Test, server: Server): Promise<number> {
  t.teardown(() => new Promise((resolve) => server.close(resolve)));
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

/** Connects through a relay; how many records of a handshake it was sent, of which the first ClientHello is one. */
async function handshake(
  t: Test,
  serverPort: number,
  secureContext?: SecureContext,
): Promise<{ readonly socket: TLSSocket; readonly hellos: number }> {
  const sent: Buffer[] = [];
  const relay = createRelay((client) => {
    const server = connectPlain(serverPort, '127.0.0.1');
    client.on('data', (bytes) => sent.push(bytes));
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) socket.on('error', () => undefined);
  });
  const port = await listening(t, relay);
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, secureContext });
  t.teardown(() => socket.destroy());
  await once(socket, 'secureConnect');
  return { socket, hellos: handshakeRecords(Buffer.concat(sent)) };
}

/** In TLS 1.3 what a client sends after the server's hello is no record of this kind. */
function handshakeRecords(bytes: Buffer): number {
  let records = 0;
  for (let at = 0; at + RECORD_HEADER_BYTES <= bytes.length;) {
    if (bytes[at] === HANDSHAKE) records += 1;
    at += RECORD_HEADER_BYTES + bytes.readUInt16BE(at + 3);
  }
  return records;
}

async function serverWith(t: Test, ecdhCurve: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'syncline-curves-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const { certificate, key } = makeCertificate(folder);
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key), ecdhCurve });
  server.on('connection', (socket) => socket.on('error', () => undefined));
  return listening(t, server);
}

t.test('a server that wants another curve than is offered is asked once', async (t) => {
  const port = await serverWith(t, 'prime256v1');
  const control = await handshake(t, port);
  t.equal(control.hellos, 2, 'by itself a client is sent back');
  const data = await handshake(t, port, secureContextLike(control.socket));
  t.equal(data.hellos, 1);
});

t.test('one that takes what is offered is offered the same', async (t) => {
  const port = await serverWith(t, 'auto');
  const control = await handshake(t, port);
  const data = await handshake(t, port, secureContextLike(control.socket));
  t.same([control.hellos, data.hellos], [1, 1]);
});

t.test('a curve that cannot be offered is not', async (t) => {
  const port = await serverWith(t, 'prime256v1');
  for (const told of [{ name: 'none of these' }, {}, null]) {
    const context = secureContextLike({ getEphemeralKeyInfo: () => told });
    t.equal((await handshake(t, port, context)).hellos, 2);
  }
});
