import type { Item } from '@syncline/model';
import type { Clock } from '@syncline/scheduler';

/** Looks whether an item that waits for its sides has other secrets by now, such as a password that was changed. */
export interface Renewal {
  /** The item is followed as it is now. */
  began(item: Item): void;
  /** From now on it waits, or does not any more. Idempotent. */
  waits(isWaiting: boolean): void;
}

export interface RenewalOptions {
  readonly clock: Clock;
  /** The item with its secrets. */
  readonly item: () => Promise<Item>;
  /** It is not what it was any more. Nothing is looked for after that, until it has begun again. */
  readonly onRenewed: () => void;
}

/** Whoever changed a password looks whether it works. */
const LOOK_EVERY_MS = 10_000;

export function createRenewal({ clock, item, onRenewed }: RenewalOptions): Renewal {
  let before: string | undefined;
  let cancel: (() => void) | undefined;

  const look = async (): Promise<void> => {
    // What cannot be had now (a file that is being replaced) may be at the next look.
    const now = await item().then(textOf, () => before);
    // RACE: it waits no longer, or began anew, since this look began.
    if (cancel === undefined) return;
    if (before === undefined || now === before) return lookLater();
    cancel = undefined;
    onRenewed();
  };

  const lookLater = (): void => {
    cancel = clock.after(LOOK_EVERY_MS, () => void look());
  };

  const stop = (): void => {
    cancel?.();
    cancel = undefined;
  };

  return {
    began(followed) {
      stop();
      before = textOf(followed);
    },
    waits(isWaiting) {
      if (!isWaiting) stop();
      else if (cancel === undefined) lookLater();
    },
  };
}

function textOf(item: Item): string {
  return JSON.stringify(item);
}
