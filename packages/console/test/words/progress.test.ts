import t from 'tap';
import type { Figures } from '../../src/words/progress.ts';
import { rateOf, secondsLeft, shareDone, shareText, withSample } from '../../src/words/progress.ts';

const figures = (given: Partial<Figures>): Figures => ({
  seconds: 1,
  scanned: 0,
  files: 0,
  bytes: 0,
  ...given,
});

t.test('a share says of what it is, since it begins anew when all is found', async (t) => {
  t.equal(shareText(figures({ files: 5, filesFound: 10 })), '');
  t.equal(shareText(figures({ scanned: 95, expectedEntries: 100 })), '95 % looked at');
  t.equal(shareText(figures({ allFound: true, filesFound: 10, files: 2 })), '20 %');
});

t.test('how much is done is told only as far as it is known', async (t) => {
  t.equal(shareDone(figures({ files: 5, filesFound: 10 })), undefined, 'a first run that is still looking');
  t.equal(shareDone(figures({ scanned: 25, expectedEntries: 100 })), 0.25);
  t.equal(shareDone(figures({ scanned: 120, expectedEntries: 100 })), 1, 'there is more than was expected');
  const all = { allFound: true, files: 1, filesFound: 4, bytes: 300, bytesFound: 400 };
  t.equal(shareDone(figures(all)), 0.75);
  t.equal(shareDone(figures({ ...all, bytes: 0, bytesFound: 0 })), 0.25, 'empty files');
  t.equal(
    shareDone(figures({ allFound: true, filesFound: 0, bytesFound: 0 })),
    undefined,
    'nothing to write',
  );
});

t.test('what is left is told by what takes longer', async (t) => {
  const all = { allFound: true, files: 10, filesFound: 110, bytes: 1_000, bytesFound: 3_000 };
  const rate = { filesPerSecond: 10, bytesPerSecond: 1_000 };
  t.equal(secondsLeft(figures(all), rate), 10, 'many small files');
  t.equal(secondsLeft(figures({ ...all, files: 109 }), rate), 2, 'one large file');
  t.equal(secondsLeft(figures(all), { filesPerSecond: 0, bytesPerSecond: 0 }), undefined, 'it stands still');
});

t.test('the rate is that of the last seconds', async (t) => {
  let samples = withSample([], { seconds: 0, files: 0, bytes: 0 });
  for (let seconds = 1; seconds <= 60; seconds += 1)
    samples = withSample(samples, {
      seconds,
      files: seconds,
      bytes: seconds <= 30 ? 0 : (seconds - 30) * 100,
    });
  t.same(rateOf(samples), { filesPerSecond: 1, bytesPerSecond: 100 });
  t.ok(samples.length < 15, 'what is long past is forgotten');
  samples = withSample(samples, { seconds: 0.5, files: 0, bytes: 0 });
  t.same(rateOf(samples), { filesPerSecond: 0, bytesPerSecond: 0 }, 'a run that began anew');
});
