import { Observable } from 'rxjs/internal/Observable';

/**
 * A cold observable of what an asynchronous task emits. Each subscription starts the task anew; unsubscribing aborts
 * the signal that the task can ask for (most never do, and a signal costs more than a small directory).
 */
export function fromTask<T>(
  task: (emit: (value: T) => void, abort: { readonly signal: AbortSignal }) => Promise<void>,
): Observable<T> {
  return new Observable<T>((subscriber) => {
    const abort = new AbortController();
    let ended = false;
    task((value) => subscriber.next(value), abort)
      .finally(() => (ended = true))
      .then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      );
    // The teardown also follows an ordinary end; an abort then would only cost an exception with its stack.
    return () => void (ended || abort.abort());
  });
}
