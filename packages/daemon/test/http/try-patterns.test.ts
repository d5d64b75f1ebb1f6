import t from 'tap';
import { tryPatterns } from '../../src/http/routes/try-patterns.ts';

const { signal } = new AbortController();

t.test('the first pattern that takes out a path, or a folder above it, is named', async (t) => {
  const tried = await tryPatterns(['(', '^tmp$', '\\.bak$'], ['a/tmp/b.bak', 'a/b.bak', 'a/b'], {
    mostMs: 10_000,
    signal,
  });
  t.same(tried.matches, ['^tmp$', '\\.bak$', null]);
  t.match(tried.errors, [{ pattern: '(' }]);
});

t.test('patterns that take minutes are given up, and hold up nobody meanwhile', async (t) => {
  const patterns = Array.from({ length: 200 }, (_, index) => `(a|b|/)*/(a|b)*c${index}$`);
  const paths = Array.from({ length: 200 }, () => 'a/'.repeat(2_000));
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 10);
  await t.rejects(tryPatterns(patterns, paths, { mostMs: 1_000, signal }), { status: 400, code: 'slow' });
  clearInterval(timer);
  t.ok(turns >= 5, `others had ${turns} turns`);
  await t.rejects(tryPatterns(patterns, paths, { mostMs: 60_000, signal: AbortSignal.abort() }));
});
