import type { Endpoint } from '@syncline/endpoint';
import type { Random } from './random.ts';

/** Lets waiting work go on in an order of its own choice, one piece at a time. */
export interface Scheduler {
  /** Resolves when it is this caller's turn. */
  turn(): Promise<void>;
}

/** Nobody waits: work goes on in the order in which it was asked for. */
export const IN_ORDER: Scheduler = { turn: () => Promise.resolve() };

/** Turns of the microtask queue, at most, for which it is waited whether somebody else has something to do first. */
const PATIENCE = 24;

/**
 * Any order: when what goes on has had some time to go as far as it can, one of those that wait is drawn. There is no timer,
 * and nothing but the random numbers decides, so the same numbers give the same order.
 */
export function createScheduler(random: Random): Scheduler {
  const waiting: (() => void)[] = [];
  let patience = 0;
  const draw = (): void => {
    if ((patience -= 1) > 0) return queueMicrotask(draw);
    const last = waiting.pop()!;
    const index = random.below(waiting.length + 1);
    if (index === waiting.length) last();
    else {
      waiting[index]!();
      waiting[index] = last;
    }
    if (waiting.length > 0) begin();
  };
  const begin = (): void => {
    patience = 1 + random.below(PATIENCE);
    queueMicrotask(draw);
  };
  return {
    turn: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 1 && patience <= 0) begin();
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

type Call = (typeof CALLS)[number];
type AnyCall = (...args: unknown[]) => Promise<unknown>;

/** An endpoint whose calls begin and end when the scheduler says so. */
export function delayed<E extends Endpoint>(endpoint: E, scheduler: Scheduler): E {
  if (scheduler === IN_ORDER) return endpoint;
  const slow = Object.create(endpoint) as Record<Call, AnyCall>;
  for (const call of CALLS) {
    const original = endpoint[call] as AnyCall;
    slow[call] = async (...args: unknown[]): Promise<unknown> => {
      await scheduler.turn();
      try {
        return await original(...args);
      } finally {
        await scheduler.turn();
      }
    };
  }
  return slow as unknown as E;
}
