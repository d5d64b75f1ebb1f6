import { mkdirSync, renameSync, unlinkSync, watch, writeFileSync, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What mail users and their server do to a Maildir; deterministic but for its pace. */
export interface Traffic {
  readonly perSecond: number;
  readonly seconds: number;
}

/** When each message got its name in a `new` folder, by `performance.now()`. */
export type Deliveries = ReadonlyMap<string, number>;

const FOLDERS = ['tmp', 'new', 'cur'] as const;
/** Of each hundred deliveries: flagged, deleted, into a folder that is new. */
const FLAGGED_OF_100 = 60;
const DELETED_OF_100 = 10;
const INTO_NEW_FOLDERS_OF_100 = 2;

export function makeMaildir(root: string): void {
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true });
}

/** So many messages that were read long ago. */
export function plantMessages(root: string, count: number): void {
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(root, 'cur', `old-${index}:2,S`), `old ${index}\n`);
}

/** Delivers the Maildir way: written under `tmp`, renamed into `new`. Returns when that was, by `performance.now()`. */
export function deliver(root: string, name: string, text: string): number {
  writeFileSync(join(root, 'tmp', name), text);
  const atMs = performance.now();
  renameSync(join(root, 'tmp', name), join(root, 'new', name));
  return atMs;
}

export function flag(root: string, name: string): void {
  renameSync(join(root, 'new', name), join(root, 'cur', `${name}:2,S`));
}

/** Deliveries at this pace, some of them flagged, deleted, or into new folders a little later. */
export async function deliverMail(root: string, { perSecond, seconds }: Traffic): Promise<Deliveries> {
  const delivered = new Map<string, number>();
  const startedMs = performance.now();
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const dueMs = startedMs + (index * 1_000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    deliverOne(root, index, delivered);
    changeOlder(root, index);
  }
  return delivered;
}

function deliverOne(root: string, index: number, delivered: Map<string, number>): void {
  const name = `${index}.M1P2.host`;
  const text = `message ${index}\n`.repeat(1 + (index % 200));
  if (index % 100 < INTO_NEW_FOLDERS_OF_100) {
    const folder = join(root, `.Folder ${index}`);
    makeMaildir(folder);
    deliver(folder, name, text);
  } else delivered.set(name, deliver(root, name, text));
}

/** What happens to a message half a hundred deliveries later, and after a hundred. */
function changeOlder(root: string, index: number): void {
  const flagged = index - 50;
  if (flagged >= 0 && isInbox(flagged) && flagged % 100 < FLAGGED_OF_100) flag(root, `${flagged}.M1P2.host`);
  const deleted = index - 100;
  if (deleted >= 0 && isInbox(deleted) && deleted % 100 < INTO_NEW_FOLDERS_OF_100 + DELETED_OF_100)
    unlinkSync(join(root, 'cur', `${deleted}.M1P2.host:2,S`));
}

function isInbox(index: number): boolean {
  return index % 100 >= INTO_NEW_FOLDERS_OF_100;
}

/** Notes when names appear in the `new` folder of the other side. */
export class Arrivals {
  readonly at = new Map<string, number>();
  readonly #watcher: FSWatcher;

  constructor(root: string) {
    this.#watcher = watch(join(root, 'new'), (_kind, name) => {
      if (name !== null && !this.at.has(name)) this.at.set(name, performance.now());
    });
  }

  close(): void {
    this.#watcher.close();
  }

  /** From the delivering rename to the complete file on the other side, ms, sorted. */
  latenciesOf(delivered: Deliveries): number[] {
    const latencies: number[] = [];
    for (const [name, sinceMs] of delivered) {
      const atMs = this.at.get(name);
      if (atMs !== undefined) latencies.push(atMs - sinceMs);
    }
    return latencies.sort((left, right) => left - right);
  }
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
