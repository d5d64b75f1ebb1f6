import type { Endpoint } from '@syncline/endpoint';
import type { Random } from './random.ts';

/** Lets waiting work go on in an order of its own choice, one piece at a time. */
export interface Scheduler {
  /** Resolves when it is this caller's turn. */
  turn(): Promise<void>;
}

/** Nobody waits: work goes on in the order in which it was asked for. */
export const IN_ORDER: Scheduler = { turn: () => Promise.resolve() };

/**
 * Any order: whenever nothing else can go on, one of those that wait is drawn. There is no timer, and nothing but the
 * random numbers decides, so the same numbers give the same order.
 */
export function createScheduler(random: Random): Scheduler {
  const waiting: (() => void)[] = [];
  let pumping = false;
  const pump = (): void => {
    const index = random.below(waiting.length);
    waiting.splice(index, 1)[0]!();
    if (waiting.length > 0) setImmediate(pump);
    else pumping = false;
  };
  return {
    turn: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (!pumping) setImmediate(pump);
        pumping = true;
      }),
  };
}

const CALLS = [
  'list',
  'look',
  'read',
  'write',
  'writeLink',
  'setAttributes',
  'makeDirectory',
  'setDirectoryMode',
  'remove',
  'removeDirectory',
  'move',
  'removeTemp',
  'observe',
  'flush',
] as const satisfies readonly (keyof Endpoint)[];

/** An endpoint whose calls begin and end when the scheduler says so. */
export function delayed<E extends Endpoint>(endpoint: E, scheduler: Scheduler): E {
  if (scheduler === IN_ORDER) return endpoint;
  const slow: E = Object.create(endpoint);
  for (const call of CALLS) {
    const original = endpoint[call] as (...args: unknown[]) => Promise<unknown>;
    const value = async (...args: unknown[]): Promise<unknown> => {
      await scheduler.turn();
      try {
        return await original(...args);
      } finally {
        await scheduler.turn();
      }
    };
    Object.defineProperty(slow, call, { value });
  }
  return slow;
}
