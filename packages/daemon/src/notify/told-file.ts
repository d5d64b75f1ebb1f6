import { readFile } from 'node:fs/promises';
import { replaceFile } from '@syncline/state';
import { z } from 'zod';
import type { NotifyEvent } from '../config/notify-schema.js';
import { NOTIFY_EVENTS } from '../config/notify-schema.js';

/** What people were told last of each item that is in trouble. */
export type Told = ReadonlyMap<string, NotifyEvent>;

/** Keeps it from one daemon to the next, so that nobody is told the same again. */
export interface ToldStore {
  /** Nothing where it cannot be read: then what goes on is told once more. */
  read(): Promise<Told>;
  write(told: Told): Promise<void>;
}

const RECORD = z.record(z.string(), z.enum(NOTIFY_EVENTS));

export function toldFile(path: string): ToldStore {
  return {
    async read() {
      try {
        return new Map(Object.entries(RECORD.parse(JSON.parse(await readFile(path, 'utf8')))));
      } catch {
        return new Map();
      }
    },
    write: (told) => replaceFile(path, `${JSON.stringify(Object.fromEntries(told))}\n`, { lasting: false }),
  };
}
