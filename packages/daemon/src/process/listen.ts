import { chmod, rm } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { messageOf, SynclineError, systemCode } from '@syncline/model';
import type { Listen } from '../config/http-schema.js';

/** Linux: sockaddr_un has 108 bytes, the last one NUL. */
const LONGEST_SOCKET_PATH = 107;

/** Answers on an address. Returns the URL. Throws `state` when that is not possible. */
export async function listenOn(app: FastifyInstance, { host, port }: Listen): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const where = `${host}:${port}`;
    const message =
      systemCode(error) === 'EADDRINUSE'
        ? `${where} is in use by another program. Stop that one, or choose another address: 'http: { listen: 127.0.0.1:7471 }' in the configuration`
        : `console and API cannot answer on ${where}: ${messageOf(error)}. Choose another address: 'http: { listen: HOST:PORT }' in the configuration`;
    throw new SynclineError('state', message, { scope: 'item', cause: error });
  }
}

/**
 * Answers on a Unix socket, which only its owner can open: its directory lets nobody else in. One that an ended daemon
 * left is replaced; the caller holds the lock that says that it has ended.
 */
export async function listenOnSocket(app: FastifyInstance, path: string): Promise<void> {
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH) {
    const message = `the path of the daemon's socket is too long (${path}): choose a state directory with a shorter path`;
    throw new SynclineError('state', message, { scope: 'item' });
  }
  await rm(path, { force: true });
  await app.listen({ path });
  await chmod(path, 0o600);
}
