import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';

/** One server-sent event. `id` lets a client that lost the connection say what it saw last. */
export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
  readonly id?: string | undefined;
}

export const EVENT_STREAM_TYPE = 'text/event-stream';

/** Comments that keep proxies from closing a quiet stream. */
const HEARTBEAT_MS = 15_000;
/** A client that reads this slowly is let go; it connects again and asks for what it missed. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

/**
 * Sends events until the source completes, the client goes, or it may not have them any more (HTML, “Server-sent events”).
 */
export function sendEvents(
  reply: FastifyReply,
  events: Observable<ServerEvent>,
  isAllowed: () => boolean,
): void {
  void reply.header('content-type', EVENT_STREAM_TYPE).hijack();
  const { raw } = reply;
  if (raw.destroyed) return;
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200);
  raw.write(': connected\n\n');
  const write = (text: string): void => {
    if (!isAllowed()) return void raw.destroy();
    raw.write(text);
    if (raw.writableLength > MAX_BUFFERED_BYTES) raw.destroy();
  };
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  const subscription = events.subscribe({
    next: (event) => write(textOf(event)),
    error: () => raw.destroy(),
    complete: () => raw.end(),
  });
  raw.once('close', () => {
    clearInterval(heartbeat);
    subscription.unsubscribe();
  });
}

/** JSON has no line breaks of its own, so no name can end an event early. */
function textOf({ event, data, id }: ServerEvent): string {
  const name = id === undefined ? '' : `id: ${id}\n`;
  return `${name}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
