import t from 'tap';
import { batchesOf } from '../src/batches.js';

t.test('a sequence is cut into arrays, the last one with what is left', async (t) => {
  t.strictSame([...batchesOf([1, 2, 3, 4, 5], 2)], [[1, 2], [3, 4], [5]]);
  t.strictSame([...batchesOf([1, 2], 2)], [[1, 2]]);
  t.strictSame([...batchesOf([], 2)], []);
});

t.test('no more is taken than the batch at hand', async (t) => {
  let taken = 0;
  function* counting(): Generator<number> {
    for (;;) yield (taken += 1);
  }
  batchesOf(counting(), 3).next();
  t.equal(taken, 3);
});
