import t from 'tap';
import { skipReason } from '../support/servers.ts';
import { attempt, settingOf, titleOf } from './campaign.ts';

/** Five kills each: twenty-five in all, on directories and servers, two-way and clone. */
const SEEDS = [0, 1, 2, 3, 10];
const KILLS = 5;

for (const seed of SEEDS) {
  const setting = settingOf(seed);
  const skip = setting.kind === undefined ? false : skipReason(setting.kind);
  t.test(
    `K1, K2: kill -9 of the real process at random moments, ${titleOf(setting)}: all comes right (seed ${seed})`,
    { skip },
    async (t) => {
      const { played, violation } = await attempt(seed, KILLS);
      t.equal(violation, undefined);
      t.equal(played?.kills, KILLS);
      t.comment(JSON.stringify(played));
    },
  );
}
