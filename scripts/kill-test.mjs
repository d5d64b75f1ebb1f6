// Real kills at length: `kill -9` of the real process at random moments, on real directories and FTP servers.
//
//   pnpm kill-test --kills 200 --seed 1    the default
//   pnpm kill-test --kills 10 --seed 7     the history of seed 7 again
//
// One history of edits and kills after the other, each with a seed of its own. Prints what came of each, and every violation with its
// seed. Edits and moments are drawn from the seed; what the system makes of a moment differs from time to time, so a
// violation may need several tries to come back. Exits with 1 when there was one.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { build, root } from './run.mjs';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const [allKills, firstSeed] = [Number(values.kills), Number(values.seed)];
/** Of one history: enough for what is left behind to pile up. */
const KILLS_EACH = 10;

build();
console.log(`${allKills} kills from seed ${firstSeed} on`);
const startedMs = performance.now();
const sum = { histories: 0, kills: 0, late: 0, convergences: 0, seconds: 0, versions: 0, violations: 0 };
let next = 0;
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
const seconds = Math.round((performance.now() - startedMs) / 1_000);
console.log(
  `${sum.histories} histories, ${sum.kills} kills (${sum.late} came too late), ${sum.versions} versions written, ` +
    `${sum.convergences} times back in step, ${sum.seconds} of them by a second run, ${sum.violations} violations, ${seconds} s`,
);
process.exitCode = sum.violations === 0 ? 0 : 1;

async function work() {
  while (next * KILLS_EACH < allKills) {
    const [mine, count] = [firstSeed + next, Math.min(KILLS_EACH, allKills - next * KILLS_EACH)];
    next += 1;
    const { title, played, violation } = await attempt(mine, count);
    sum.histories += 1;
    for (const [key, value] of Object.entries(played ?? {}))
      sum[/** @type {keyof import('../test/kill/play.ts').Played} */ (key)] += value;
    if (violation !== undefined) sum.violations += 1;
    console.log(`seed ${mine}: ${title}: ${violation ?? JSON.stringify(played)}`);
  }
}

/**
 * @param {number} seed
 * @param {number} kills
 * @returns {Promise<import('../test/kill/campaign.ts').Tried>}
 */
async function attempt(seed, kills) {
  const args = ['--import=tsx', 'test/kill/worker.ts', String(seed), String(kills)];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`the worker of seed ${seed} ended with ${code}`);
  return JSON.parse(text);
}
