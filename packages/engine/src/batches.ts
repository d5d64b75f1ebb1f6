/** Cuts a sequence into arrays of at most `size` elements, lazily. */
export function* batchesOf<T>(elements: Iterable<T>, size: number): Generator<T[], void, undefined> {
  let batch: T[] = [];
  for (const element of elements) {
    batch.push(element);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
