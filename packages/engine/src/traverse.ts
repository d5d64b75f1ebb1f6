import { Observable } from 'rxjs/internal/Observable';
import { Subscription } from 'rxjs/internal/Subscription';

/** What a visit says: something for downstream, or places to be visited after it. */
export type Visited<Place, T> =
  | { readonly type: 'emit'; readonly value: T }
  | { readonly type: 'enter'; readonly places: readonly Place[] };

/**
 * Visits a tree depth-first with at most `slots()` visits at once. RxJS has no backpressure: a *subscription* is the
 * demand, so the next place is subscribed only when a slot is free, and what waits is a stack of places alone
 * (`expand` would keep a breadth-first queue of them). Children are visited after their parent's visit is complete.
 * The first error ends all; unsubscribing ends the visits under way.
 */
export function traverse<Place, T>(
  roots: readonly Place[],
  slots: () => number,
  visit: (place: Place) => Observable<Visited<Place, T>>,
): Observable<T> {
  return new Observable<T>((subscriber) => {
    const stack: Place[] = roots.toReversed();
    const running = new Set<Subscription>();
    let draining = false;

    const start = (place: Place): void => {
      const children: Place[] = [];
      const inner = new Subscription();
      running.add(inner);
      const visiting = visit(place).subscribe({
        next: (step) => {
          if (step.type === 'emit') subscriber.next(step.value);
          else for (const child of step.places) children.push(child);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          running.delete(inner);
          for (let index = children.length - 1; index >= 0; index -= 1) stack.push(children[index]!);
          drain();
        },
      });
      inner.add(visiting);
    };

    // RACE: a visit may complete synchronously inside `subscribe`; the flag turns that recursion into this loop.
    const drain = (): void => {
      if (draining) return;
      draining = true;
      while (!subscriber.closed && running.size < slots() && stack.length > 0) start(stack.pop()!);
      draining = false;
      if (running.size === 0 && stack.length === 0) subscriber.complete();
    };

    drain();
    return () => running.forEach((inner) => inner.unsubscribe());
  });
}
