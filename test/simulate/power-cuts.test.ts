import t from 'tap';
import { playApart } from '../../scripts/campaign.mjs';

t.test('K3: twenty thousand power cuts, also during recovery, leave no trace', async (t) => {
  const tally = await playApart('cuts', { firstSeed: 1, histories: 10_000, crashes: 20_000 });
  for (const { seed, report } of tally.failures) t.fail(`seed ${seed}: ${report}`);
  t.ok(tally.crashes >= 20_000, 'enough power cuts');
  t.comment(`${tally.crashes} power cuts in ${tally.histories} histories`);
});
