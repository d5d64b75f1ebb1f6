import t from 'tap';
import { linesBefore } from '../../src/components/log-lines-before.ts';

const lines = (...texts: string[]) => texts.map((text) => ({ item: 'mail', text }));

t.test('what came while the log was read is shown once', async (t) => {
  t.same(linesBefore(lines('a', 'b', 'c'), lines('c')), lines('a', 'b'));
  t.same(linesBefore(lines('a', 'b'), []), lines('a', 'b'));
});

t.test('a line that is like an earlier one takes only itself out', async (t) => {
  t.same(linesBefore(lines('begins', 'ends', 'begins'), lines('begins', 'ends')), lines('begins'));
  const other = { item: 'docs', text: 'begins' };
  t.same(linesBefore([other, ...lines('begins')], lines('begins')), [other]);
});
