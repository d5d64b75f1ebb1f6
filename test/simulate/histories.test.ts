import t from 'tap';
import { playApart } from '../../scripts/campaign.mjs';

t.test('ten thousand histories keep the invariants', async (t) => {
  const tally = await playApart('histories', { firstSeed: 1, histories: 10_000 });
  for (const { seed, report } of tally.failures) t.fail(`seed ${seed}: ${report}`);
  t.equal(tally.histories, 10_000);
  t.comment(
    `${tally.histories} histories, ${tally.runs} runs, ${tally.unlucky} of which nothing can be asked`,
  );
});
