import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Listens on a free port, which it resolves with. */
export function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** One listening port at a time for the next transfer. */
export class Passive {
  readonly #host: string;
  #server: Server | undefined;
  #accepted: Promise<Socket> | undefined;

  constructor(host: string) {
    this.#host = host;
  }

  async open(): Promise<number> {
    this.close();
    const server = createServer();
    this.#server = server;
    this.#accepted = new Promise((resolve) => {
      server.once('connection', (socket) => {
        socket.on('error', () => undefined);
        resolve(socket);
      });
    });
    return listen(server, this.#host);
  }

  accept(): Promise<Socket> {
    return this.#accepted ?? Promise.reject(new Error('no passive port'));
  }

  close(): void {
    this.#server?.close();
  }
}
