import type { Outcome, Summary } from '@syncline/model';
import { messageOf, SynclineError } from '@syncline/model';
import { mkdir, rename } from 'node:fs/promises';
import { makeDirectory } from '../files.js';
import { inState, JournalDamaged } from '../errors.js';
import type { Change } from '../store.js';
import { orClosed, Store, StoreLocked } from '../store.js';
import {
  awaitedKey,
  ALL_RUNS,
  allLinesOf,
  lineKey,
  linesAfter,
  linesOf,
  runKey,
  runsBefore,
  runsOf,
  sequenceIn,
} from './run-keys.js';
import type { Retention, RunLine, RunRecord, Trigger } from './run-record.js';
import { DEFAULT_RETENTION } from './run-record.js';

/** A run that is being written down. */
export interface RunWriter {
  readonly record: RunRecord;
  /** Keeps an operation, or counts it as dropped beyond the bound. Written in batches: `end` has all. */
  line(outcome: Outcome): void;
  /** Writes how it ended, and forgets what is beyond the retention. `beyond`: operations that were not even told. */
  end(endedMs: number, summary: Summary, beyond?: number): Promise<RunRecord>;
}

export interface LineSelection {
  /** Those after this sequence number; default: from the first. */
  readonly after?: number | undefined;
  readonly limit: number;
  readonly matches?: ((outcome: Outcome) => boolean) | undefined;
}

const BATCH_LINES = 500;

/**
 * What the runs of all items came to, for people: nothing is decided by it. One process has it open. A history that is
 * damaged is set aside and begun anew.
 */
export class RunHistory {
  /** Set when a damaged one was set aside: why, and where it is now. */
  readonly setAside: { readonly because: string; readonly movedTo: string } | undefined;
  readonly #store: Store;
  readonly #retention: Retention;
  readonly #next = new Map<string, number>();

  private constructor(store: Store, retention: Retention, setAside: RunHistory['setAside']) {
    this.#store = store;
    this.#retention = retention;
    this.setAside = setAside;
  }

  /** Opens the history in a directory, which is made if missing. Throws `locked` while another process has it. */
  static async open(directory: string, retention: Retention = DEFAULT_RETENTION): Promise<RunHistory> {
    await inState(directory, () => makeDirectory(directory));
    try {
      return new RunHistory(await openProven(directory), retention, undefined);
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      const setAside = { because: messageOf(error), movedTo: await moveAside(directory) };
      return new RunHistory(await openStore(directory), retention, setAside);
    }
  }

  /** Begins a run. Its record is there from now on, so that one whose process is ended can be seen. */
  async begin(item: string, trigger: Trigger, startedMs: number): Promise<RunWriter> {
    const number = await this.#numberFor(item);
    let record: RunRecord = { number, item, trigger, startedMs, kept: 0, dropped: 0 };
    await this.#put(record);
    let waiting: Change[] = [];
    let writing: Promise<unknown> = Promise.resolve();
    const flush = (): void => {
      const batch = waiting;
      waiting = [];
      writing = writing.then(() => this.#store.write(batch, { sync: false }));
      // Told at the end; until then nobody listens.
      writing.catch(() => undefined);
    };
    return {
      get record() {
        return record;
      },
      line: (outcome) => {
        if (record.kept >= this.#retention.linesPerRun) {
          record = { ...record, dropped: record.dropped + 1 };
          return;
        }
        waiting.push({ key: lineKey(item, number, record.kept), value: JSON.stringify(outcome) });
        record = { ...record, kept: record.kept + 1 };
        if (waiting.length >= BATCH_LINES) flush();
      },
      end: async (endedMs, summary, beyond = 0) => {
        flush();
        await writing;
        record = { ...record, endedMs, summary, dropped: record.dropped + beyond };
        await this.#put(record);
        await this.#forgetOld(item);
        return record;
      },
    };
  }

  /** The latest runs of an item, latest first; `before`: those before the run of this number. */
  async runs(item: string, limit: number, before = Number.MAX_SAFE_INTEGER): Promise<readonly RunRecord[]> {
    const range = before === Number.MAX_SAFE_INTEGER ? runsOf(item) : runsBefore(item, before);
    const records: RunRecord[] = [];
    if (limit === 0) return records;
    for await (const chunk of this.#store.chunks(range, { reverse: true })) {
      for (const [, body] of chunk) {
        records.push(JSON.parse(body) as RunRecord);
        if (records.length >= limit) return records;
      }
    }
    return records;
  }

  run(item: string, number: number): RunRecord | undefined {
    const body = this.#store.get(runKey(item, number));
    return body === undefined ? undefined : (JSON.parse(body) as RunRecord);
  }

  /** Operations of a run, in their order. */
  async lines(
    item: string,
    number: number,
    { after = -1, limit, matches = () => true }: LineSelection,
  ): Promise<readonly RunLine[]> {
    const lines: RunLine[] = [];
    for await (const chunk of this.#store.chunks(linesAfter(item, number, after))) {
      for (const [key, body] of chunk) {
        const outcome = JSON.parse(body) as Outcome;
        if (!matches(outcome)) continue;
        if (lines.length >= limit) return lines;
        lines.push({ sequence: sequenceIn(key), outcome });
      }
    }
    return lines;
  }

  /**
   * Since when an item has been awaited at these times, ms since the epoch: what was told when they were asked about first. An
   * item that never ran has no other moment from which on a time of it was missed.
   */
  async awaitedSince(item: string, times: string, nowMs: number): Promise<number> {
    const key = awaitedKey(item);
    const body = this.#store.get(key);
    const known = body === undefined ? undefined : (JSON.parse(body) as AwaitedTimes);
    if (known?.times === times) return known.sinceMs;
    const awaited: AwaitedTimes = { times, sinceMs: nowMs };
    await this.#store.write([{ key, value: JSON.stringify(awaited) }], { sync: true });
    return nowMs;
  }

  /** Forgets an item. */
  async forget(item: string): Promise<void> {
    await this.#store.clear(runsOf(item));
    await this.#store.clear(allLinesOf(item));
    await this.#store.write([{ key: awaitedKey(item), value: undefined }], { sync: false });
    this.#next.delete(item);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#store.close();
  }

  async #put(record: RunRecord): Promise<void> {
    const change = { key: runKey(record.item, record.number), value: JSON.stringify(record) };
    await this.#store.write([change], { sync: true });
  }

  async #numberFor(item: string): Promise<number> {
    const number = this.#next.get(item) ?? ((await this.runs(item, 1))[0]?.number ?? 0) + 1;
    this.#next.set(item, number + 1);
    return number;
  }

  async #forgetOld(item: string): Promise<void> {
    const changes: Change[] = [];
    let [runs, lines] = [0, 0];
    for await (const chunk of this.#store.chunks(runsOf(item), { reverse: true })) {
      for (const [key, body] of chunk) {
        const record = JSON.parse(body) as RunRecord;
        runs += 1;
        lines += record.kept;
        const isTooOld = runs > this.#retention.runs;
        if (record.kept > 0 && (isTooOld || lines > this.#retention.linesPerItem) && runs > 1) {
          await this.#store.clear(linesOf(item, record.number));
          const forgotten = { ...record, kept: 0, dropped: record.dropped + record.kept };
          changes.push({ key, value: JSON.stringify(forgotten) });
        }
        if (isTooOld) changes.push({ key, value: undefined });
      }
    }
    if (changes.length > 0) await this.#store.write(changes, { sync: false });
  }
}

/** Times as their item's schedules are written, and since when they have been the same. */
interface AwaitedTimes {
  readonly times: string;
  readonly sinceMs: number;
}

/** Reads every run's record once: whatever is damaged shows now, and not in the middle of something. */
async function openProven(directory: string): Promise<Store> {
  const store = await openStore(directory);
  return orClosed(store, async () => {
    for await (const chunk of store.chunks(ALL_RUNS)) void chunk;
    return store;
  });
}

/** Returns where a damaged history is now; an empty directory is in its place. */
async function moveAside(directory: string): Promise<string> {
  const movedTo = `${directory}.damaged-${Date.now()}`;
  await inState(directory, async () => {
    await rename(directory, movedTo);
    await mkdir(directory, { mode: 0o700 });
  });
  return movedTo;
}

async function openStore(directory: string): Promise<Store> {
  try {
    return await Store.open(directory, { create: true });
  } catch (error) {
    if (!(error instanceof StoreLocked)) throw error;
    const message = `The history in ${directory} is in use by another process of Syncline; try again when it has ended.`;
    throw new SynclineError('locked', message, { scope: 'item', cause: error });
  }
}
