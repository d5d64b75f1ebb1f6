import t from 'tap';
import { playApart } from '../../scripts/campaign.mjs';

t.test('K1, K2: thirty thousand crashes, also during recovery, leave no trace', async (t) => {
  const tally = await playApart('crashes', { firstSeed: 1, histories: 10_000, crashes: 30_000 });
  for (const { seed, report } of tally.failures) t.fail(`seed ${seed}: ${report}`);
  t.ok(tally.crashes >= 30_000, 'enough crashes');
  t.comment(`${tally.crashes} crashes in ${tally.histories} histories`);
});
