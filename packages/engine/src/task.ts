import { Observable } from 'rxjs';

/**
 * A cold observable of what an asynchronous task emits. Each subscription starts the task anew; unsubscribing aborts
 * the signal that the task was given.
 */
export function fromTask<T>(
  task: (emit: (value: T) => void, signal: AbortSignal) => Promise<void>,
): Observable<T> {
  return new Observable<T>((subscriber) => {
    const abort = new AbortController();
    let ended = false;
    task((value) => subscriber.next(value), abort.signal)
      .finally(() => (ended = true))
      .then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      );
    // The teardown also follows an ordinary end; an abort then would only cost an exception with its stack.
    return () => void (ended || abort.abort());
  });
}
