import { Observable } from 'rxjs';

/**
 * A cold observable of what an asynchronous task emits. Each subscription starts the task anew; unsubscribing aborts
 * the signal that the task was given.
 */
export function fromTask<T>(task: (emit: (value: T) => void, signal: AbortSignal) => Promise<void>): Observable<T> {
  return new Observable<T>((subscriber) => {
    const abort = new AbortController();
    task((value) => subscriber.next(value), abort.signal).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => abort.abort();
  });
}
