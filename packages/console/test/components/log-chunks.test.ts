import t from 'tap';
import { appended, MOST_LINES } from '../../src/components/log-chunks.ts';

const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ number: from + index, item: 'a', text: `${from + index}` }));
const numbers = (chunks: ReturnType<typeof appended>) =>
  chunks.flatMap((chunk) => chunk.lines.map(({ number }) => number));

t.test('lines come behind those that are there; what is full is not touched again', async (t) => {
  const first = appended([], lines(0, 150));
  const second = appended(first, lines(150, 60));
  t.same(
    numbers(second),
    lines(0, 210).map(({ number }) => number),
  );
  t.equal(second[0], first[0]);
  t.not(second[1], first[1]);
  t.same(appended(second, []), second);
});

t.test('the oldest go when there are too many', async (t) => {
  const chunks = appended(appended([], lines(0, 3_000)), lines(3_000, 97_000));
  t.equal(numbers(chunks).length, MOST_LINES);
  t.equal(numbers(chunks).at(-1), 99_999);
});
