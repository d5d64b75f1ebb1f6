import { Observable } from 'rxjs';

/**
 * Works on the elements of an asynchronous iterable with at most `slots` at once, and asks for the next element only
 * when a slot is free (`from(asyncIterable)` never waits). Results come as they are ready. The first error ends all.
 */
export function pull<T, R>(
  elements: AsyncIterable<T>,
  slots: number,
  work: (element: T) => Promise<R>,
): Observable<R> {
  return new Observable<R>((subscriber) => {
    const iterator = elements[Symbol.asyncIterator]();
    const runSlot = async (): Promise<void> => {
      while (!subscriber.closed) {
        const next = await iterator.next();
        if (next.done === true) return;
        subscriber.next(await work(next.value));
      }
    };
    Promise.all(Array.from({ length: slots }, runSlot)).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => void iterator.return?.();
  });
}
