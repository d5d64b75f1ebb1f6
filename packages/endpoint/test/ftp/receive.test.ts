import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { Receiver } from '../../src/ftp/receive.js';

/** A connection that receives into the receiver's buffer, and what its other end does. */
async function connection(t: Test, receiver: Receiver, other: (socket: Socket) => void): Promise<Socket> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    other(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, onread: receiver.onread() });
  socket.on('error', () => undefined);
  return socket;
}

async function read(receiver: Receiver, socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of receiver.chunks(socket)) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

t.test('all that comes is received, whatever comes while a piece is being used', async (t) => {
  const receiver = new Receiver();
  for (const size of [0, 1, 1_000_000, 5_000_000]) {
    const content = Buffer.alloc(size, 'abcdefghijk');
    const socket = await connection(t, receiver, (other) => other.end(content));
    t.ok((await read(receiver, socket)).equals(content), `${size} bytes`);
  }
});

t.test('nothing more is read until a piece has been taken', async (t) => {
  const receiver = new Receiver();
  let sent = 0;
  const socket = await connection(t, receiver, (other) => {
    const piece = Buffer.alloc(65_536);
    const more = (): void => {
      let takesMore = true;
      while (takesMore) {
        takesMore = other.write(piece);
        sent += piece.length;
      }
    };
    other.on('drain', more);
    more();
  });
  const chunks = receiver.chunks(socket);
  await chunks.next();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = sent;
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.equal(sent, before, 'the other end has to wait');
  t.ok(socket.bytesRead < 1_000_000);
  socket.destroy();
});

t.test('a connection that is cut, or was before anybody asked, is an error', async (t) => {
  const receiver = new Receiver();
  const cut = await connection(t, receiver, (other) => {
    other.write('some');
    setTimeout(() => other.resetAndDestroy(), 50);
  });
  await t.rejects(read(receiver, cut), { code: 'ECONNRESET' });
  const closed = await connection(t, receiver, () => undefined);
  closed.destroy();
  await t.rejects(read(receiver, closed), { message: /closed early/ });
});
