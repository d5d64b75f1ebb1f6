import { Observable } from 'rxjs/internal/Observable';

/**
 * Works on the elements of an iterable with at most `slots` at once, and asks for the next element only
 * when a slot is free (`from(asyncIterable)` never waits). Results come as they are ready. After an error nothing new
 * is begun, and the error is given once what was under way has ended.
 */
export function pull<T, R>(
  elements: AsyncIterable<T> | Iterable<T>,
  slots: number,
  work: (element: T) => Promise<R>,
): Observable<R> {
  return new Observable<R>((subscriber) => {
    const iterator =
      Symbol.asyncIterator in elements ? elements[Symbol.asyncIterator]() : elements[Symbol.iterator]();
    let failed = false;
    const runSlot = async (): Promise<void> => {
      try {
        while (!subscriber.closed && !failed) {
          const next = await iterator.next();
          if (next.done === true || subscriber.closed || failed) return;
          subscriber.next(await work(next.value));
        }
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    Promise.allSettled(Array.from({ length: slots }, runSlot)).then((ends) => {
      const failure = ends.find((end) => end.status === 'rejected');
      if (failure === undefined) subscriber.complete();
      else subscriber.error(failure.reason);
    });
    return () => void iterator.return?.();
  });
}
