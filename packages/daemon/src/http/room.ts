import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Keeps room for those who use the server, whoever else holds connections open (FAULTS W6). */
export interface Room {
  /** Whoever asked is known: this connection is kept until what is returned is called, once. */
  keep(socket: Socket): () => void;
}

/**
 * Has a server hold `most` connections at most. One more makes the oldest give way that serves nobody who is known: an
 * idle one, one that sends slowly, one before its login. Where all serve somebody the new one is refused.
 */
export function keepRoom(server: Server, most: number): Room {
  /** In the order in which they came; TLS has a socket of its own on top, so they are known by their other end. */
  const open = new Map<string, Socket>();
  const kept = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const key = otherEnd(socket);
    open.set(key, socket);
    socket.once('close', () => {
      if (open.get(key) === socket) open.delete(key);
    });
    if (open.size <= most) return;
    for (const [each, oldest] of open) {
      if (kept.has(each)) continue;
      open.delete(each);
      return void oldest.destroy();
    }
  });
  return {
    keep(socket) {
      const key = otherEnd(socket);
      kept.set(key, (kept.get(key) ?? 0) + 1);
      return () => {
        const left = kept.get(key)! - 1;
        if (left > 0) kept.set(key, left);
        else kept.delete(key);
      };
    },
  };
}

function otherEnd({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
