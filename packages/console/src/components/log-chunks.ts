/** A line of some item's log. The number tells lines apart, and increases. */
export interface NumberedLine {
  readonly number: number;
  readonly item: string;
  readonly text: string;
}

/** Lines that are drawn together: one that is full is never drawn again. */
export interface LogChunk {
  readonly lines: readonly NumberedLine[];
}

const CHUNK_LINES = 100;
/** Lines beyond these are let go, the oldest first: a page that grows for days would stand still. */
export const MOST_LINES = 20_000;

/** The chunks with more lines behind them, without the oldest where there are too many. */
export function appended(chunks: readonly LogChunk[], lines: readonly NumberedLine[]): readonly LogChunk[] {
  const next = [...chunks];
  for (let at = 0; at < lines.length;) {
    const last = next.at(-1);
    const room = last === undefined ? 0 : CHUNK_LINES - last.lines.length;
    if (last === undefined || room === 0) {
      next.push({ lines: lines.slice(at, at + CHUNK_LINES) });
      at += CHUNK_LINES;
    } else {
      next[next.length - 1] = { lines: [...last.lines, ...lines.slice(at, at + room)] };
      at += room;
    }
  }
  return next.slice(-MOST_LINES / CHUNK_LINES);
}
