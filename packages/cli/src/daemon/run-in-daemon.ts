import type { LineShape, ProgressShape, RunShape } from '@syncline/daemon';
import type { LiveState, Notice, RunEvent } from '@syncline/engine';
import type { Outcome, Path, Summary } from '@syncline/model';
import { readShownPath } from '@syncline/model';

import type { Synchronize } from '../engine.js';
import { RunTally } from '../run-tally.js';
import type { DaemonClient } from './client.js';

/**
 * Runs items through the daemon: what happens there is told as if it happened here, and stopping it here stops it there.
 * `isLive`: the item is followed; the run is its look at everything.
 */
export function runInDaemon(client: DaemonClient, isLive: (item: string) => boolean): Synchronize {
  return (item, options) => ({
    subscribe(observer) {
      const going = new AbortController();
      const { approveDeletes = false, signal } = options;
      const next = (event: RunEvent): void => observer.next(event);
      const asked = { client, name: item.name, isLive: isLive(item.name), approveDeletes, signal };
      follow(asked, going, next).then(
        () => observer.complete(),
        (error: unknown) => observer.error(error),
      );
      return { unsubscribe: () => going.abort() };
    },
  });
}

/** A run that the daemon is asked for. */
interface AskedRun {
  readonly client: DaemonClient;
  /** Of the item. */
  readonly name: string;
  readonly isLive: boolean;
  readonly approveDeletes: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Asks for the run and tells what happens in it, until it ends; `going` is aborted then. */
async function follow(
  { client, name, isLive, approveDeletes, signal }: AskedRun,
  going: AbortController,
  next: (event: RunEvent) => void,
): Promise<void> {
  const path = `/items/${encodeURIComponent(name)}`;
  const tally = new RunTally();
  /** A live item is opened anew for the look at everything: what comes before that is of the time before. */
  let isOpened = false;
  let ours: number | undefined;
  /** Settled once the daemon knows of the run; undefined: it was not asked for yet. */
  let asked: Promise<unknown> | undefined;

  const end = (summary: Summary): void => {
    next({ type: 'summary', summary });
    going.abort();
  };
  const take = (event: string, data: unknown): void => {
    if (asked === undefined || going.signal.aborted) return;
    if (event === 'run-begun' && (isOpened || !isLive)) ours ??= (data as RunShape).number;
    if (event === 'run-ended' && (data as RunShape).number === ours)
      end((data as RunShape).summary as Summary);
    if (event === 'live' && isLive) {
      const { phase, auditedMs } = (data as { readonly state: LiveState }).state;
      isOpened ||= phase === 'opening';
      if (isOpened && phase === 'following' && auditedMs !== undefined) end(tally.summary(0));
    }
    const { number } = data as { readonly number?: number };
    if (number !== ours && !isLive) return;
    const told = toRunEvent(event, data);
    if (told?.type === 'operation') tally.operation(told.outcome);
    if (told?.type === 'progress') tally.progress(told.progress);
    if (told !== undefined) next(told);
  };

  /** RACE: a stop that overtakes what it is to stop would find nothing. */
  const stop = (): void =>
    void asked
      ?.then(() => client.ask('POST', `${path}/stop`))
      .then(
        // What had not begun yet ends without an event.
        () => ours === undefined && end(tally.summary(130)),
        () => undefined,
      );
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const { ended } = await client.follow(`/events?item=${encodeURIComponent(name)}`, take, going.signal);
    if (signal?.aborted === true) return end(tally.summary(130));
    asked = client.ask('POST', `${path}/run`, { approveDeletes });
    await asked;
    await ended;
    if (!going.signal.aborted) end(tally.summary(1, 'the daemon ended before the run did'));
  } finally {
    signal?.removeEventListener('abort', stop);
    going.abort();
  }
}

function toRunEvent(event: string, data: unknown): RunEvent | undefined {
  switch (event) {
    case 'line':
      return { type: 'operation', outcome: toOutcome((data as { readonly line: LineShape }).line) };
    case 'notice':
      return { type: 'notice', notice: (data as { readonly notice: Notice }).notice };
    case 'progress': {
      const { current, ...rest } = (data as { readonly progress: ProgressShape }).progress;
      const path = current === undefined ? undefined : readShownPath(current, undefined);
      return { type: 'progress', progress: { ...rest, current: path } };
    }
    default:
      return undefined;
  }
}

function toOutcome({ path, from, encoding, ...rest }: LineShape): Outcome {
  const read = (text: string): Path => readShownPath(text, encoding);
  const { sequence: _place, ...line } = rest;
  return { ...(line as Omit<Outcome, 'path' | 'from'>), path: read(path), ...(from && { from: read(from) }) };
}
