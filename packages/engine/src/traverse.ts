import type { Subscription } from 'rxjs';
import { Observable } from 'rxjs';

/** What a visit says: something for downstream, or places to be visited after it. */
export type Visited<Place, T> =
  | { readonly type: 'emit'; readonly value: T }
  | { readonly type: 'enter'; readonly places: readonly Place[] };

/**
 * Visits a tree depth-first with at most `slots` visits at once. RxJS has no backpressure: a *subscription* is the
 * demand, so the next place is subscribed only when a slot is free, and what waits is a stack of places alone
 * (`expand` would keep a breadth-first queue of them). Children are visited after their parent's visit is complete.
 * The first error ends all; unsubscribing ends the visits under way.
 */
export function traverse<Place, T>(
  roots: readonly Place[],
  slots: number,
  visit: (place: Place) => Observable<Visited<Place, T>>,
): Observable<T> {
  return new Observable<T>((subscriber) => {
    const stack: Place[] = roots.toReversed();
    const running = new Set<Subscription>();
    let draining = false;

    const start = (place: Place): void => {
      const children: Place[] = [];
      const inner = visit(place).subscribe({
        next: (step) => (step.type === 'emit' ? subscriber.next(step.value) : void children.push(...step.places)),
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          running.delete(inner);
          for (const child of children.toReversed()) stack.push(child);
          drain();
        },
      });
      if (!inner.closed) running.add(inner);
    };

    // RACE: a visit may complete synchronously inside `subscribe`; the flag turns that recursion into this loop.
    const drain = (): void => {
      if (draining) return;
      draining = true;
      while (!subscriber.closed && running.size < slots && stack.length > 0) start(stack.pop()!);
      draining = false;
      if (running.size === 0 && stack.length === 0) subscriber.complete();
    };

    drain();
    return () => running.forEach((inner) => inner.unsubscribe());
  });
}
