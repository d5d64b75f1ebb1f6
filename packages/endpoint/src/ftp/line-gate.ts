import type { Socket } from 'node:net';

/** Longest piece without a line end that a control connection may send. */
const MAX_LINE_CHARACTERS = 16 * 1024;
/** basic-ftp refuses more than 64 KiB in one go; several replies may come at once, so they are passed in pieces. */
const MAX_PIECE_CHARACTERS = 32 * 1024;

/**
 * Stands between a control socket and basic-ftp's listener, and hands over whole lines only: basic-ftp takes each
 * chunk for whole lines, so that `213 12` + `34` would be read as the size 12, and `22` + `6 done` as nothing at all.
 */
export interface LineGate {
  /** Everything that came since the gate was made, until `handTo`. Used around the switch to TLS alone. */
  readonly received: string;
  /** From now on `listener` gets the lines, in pieces of any length, and basic-ftp gets none. */
  handTo(listener: (lines: string) => void): void;
}

type Listener = (chunk: string) => void;

export function passWholeLines(socket: Socket, refuse: (reason: string) => void): LineGate {
  const listeners = socket.listeners('data') as Listener[];
  for (const listener of listeners) socket.removeListener('data', listener);
  let partial = '';
  let received: string | undefined = '';
  let taker: Listener | undefined;
  socket.on('data', (chunk: Buffer | string) => {
    const text = partial + chunk.toString('latin1');
    if (received !== undefined) received += chunk.toString('latin1');
    const end = text.lastIndexOf('\n') + 1;
    partial = text.slice(end);
    if (partial.length > MAX_LINE_CHARACTERS) return refuse('it sent a line without an end');
    if (end === 0) return;
    const lines = text.slice(0, end);
    if (taker !== undefined) return taker(lines);
    for (const piece of pieces(lines)) for (const listener of listeners) listener(piece);
  });
  return {
    get received() {
      return received ?? '';
    },
    handTo: (listener) => {
      taker = listener;
      received = undefined;
    },
  };
}

function* pieces(lines: string): Generator<string> {
  for (let from = 0; from < lines.length;) {
    const limit = from + MAX_PIECE_CHARACTERS;
    const cut = limit >= lines.length ? lines.length : lines.lastIndexOf('\n', limit) + 1;
    const to = cut > from ? cut : limit;
    yield lines.slice(from, to);
    from = to;
  }
}
