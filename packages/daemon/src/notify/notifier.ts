import { hostname } from 'node:os';
import type { ItemStatus } from '../api/item-shapes.js';
import { isoTime } from '../api/to-shapes.js';
import type { NotifyEvent, NotifySettings } from '../config/notify-schema.js';
import type { Message } from './deliver.js';
import { deliver } from './deliver.js';
import type { Notification } from './transitions.js';
import type { Told } from './told-file.js';
import { transitionsOf } from './transitions.js';

/** Tells people when an item needs somebody, and when it no longer does. */
export interface Notifier {
  /** Looks at how the items stand: when something has happened, and by the clock, since an overdue item is quiet. */
  look(): void;
  /** Gives up what could not be told. */
  close(): void;
}

export interface NotifierOptions {
  readonly items: () => readonly ItemStatus[];
  readonly settings: () => NotifySettings | undefined;
  /** What was told before. */
  readonly told: Told;
  /** Keeps what is told now; called once it has been. */
  readonly keep: (told: Told) => Promise<void>;
  readonly nowMs: () => number;
  readonly onTold: (notification: Notification) => void;
  readonly onFailure: (notification: Notification, message: string) => void;
}

const LOOK_EVERY_MS = 60_000;
/** What waits while a webhook is away; older ones are given up. */
const MOST_WAITING = 200;

export function createNotifier(options: NotifierOptions): Notifier {
  const { items, settings, nowMs, onTold, onFailure, keep } = options;
  const known = new Map<string, NotifyEvent>(options.told);
  let kept = JSON.stringify([...known]);
  const waiting: Message[] = [];
  const abort = new AbortController();
  let sending = false;

  const send = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    for (let next = waiting.shift(); next !== undefined && !abort.signal.aborted; next = waiting.shift()) {
      const ways = settings();
      if (ways === undefined) continue;
      for (const failure of await deliver(next, ways, abort.signal)) onFailure(next, failure);
    }
    // What was not told when the daemon ends is told by the next one.
    if (!abort.signal.aborted) await keepChanges();
    sending = false;
  };

  const keepChanges = async (): Promise<void> => {
    const now = JSON.stringify([...known]);
    if (now === kept) return;
    kept = now;
    await keep(known);
  };

  const look = (): void => {
    for (const notification of transitionsOf(items(), known)) {
      if (settings()?.on.has(notification.event) !== true) continue;
      onTold(notification);
      waiting.push({ ...notification, time: isoTime(nowMs()), host: hostname() });
      if (waiting.length > MOST_WAITING) onFailure(waiting.shift()!, 'too many wait to be told');
    }
    void send();
  };

  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  return {
    look,
    close() {
      clearInterval(timer);
      abort.abort();
    },
  };
}
