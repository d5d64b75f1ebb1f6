// The simulator at length: histories of edits and runs in memory, with crashes and power cuts at every step.
//
//   pnpm simulate --histories 1000000 --crashes 500000 --seed 1    the default
//   pnpm simulate --seed 4711 --histories 1 --crashes 0            one history again
//   pnpm simulate --kind cuts --seed 4711 --histories 1            all power cuts of one history
//   pnpm simulate --processes 1                                    leave processors to others
//
// Prints counts and every violation with its seed and the smallest history found. Exits with 1 when there was one.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { playApart } from './campaign.mjs';
import { build } from './run.mjs';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '1000000' },
    crashes: { type: 'string', default: '500000' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string' },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});
const histories = Number(values.histories);
const crashes = Number(values.crashes);
const seed = Number(values.seed);

/** Histories that one process takes at a time: little enough to see how it goes. */
const PART = 1_000;

build();
const startedMs = performance.now();
const sum = { histories: 0, runs: 0, crashes: 0, unlucky: 0, failures: 0 };
if (values.kind === undefined) {
  await play('histories', histories, Infinity);
  if (crashes > 0) {
    await play('crashes', Infinity, crashes / 2);
    await play('cuts', Infinity, crashes / 2);
  }
} else await play(/** @type {import('./campaign.mjs').Kind} */ (values.kind), histories, Infinity);
const seconds = Math.round((performance.now() - startedMs) / 1_000);
console.log(
  `${sum.histories} histories, ${sum.runs} runs, ${sum.crashes} crashes, ${sum.unlucky} unlucky, ${sum.failures} violations, ${seconds} s`,
);
process.exitCode = sum.failures === 0 ? 0 : 1;

/**
 * @param {import('./campaign.mjs').Kind} kind
 * @param {number} total how many histories at most
 * @param {number} crashTotal how many crashes are enough
 */
async function play(kind, total, crashTotal) {
  let next = 0;
  let crashed = 0;
  const processes = Array.from({ length: Number(values.processes) }, async () => {
    while (next < total && crashed < crashTotal) {
      const part = Math.min(PART, total - next);
      const first = seed + next;
      next += part;
      const tally = await playApart(kind, {
        firstSeed: first,
        histories: part,
        crashes: crashTotal - crashed,
      });
      crashed += tally.crashes;
      for (const key of /** @type {const} */ (['histories', 'runs', 'crashes', 'unlucky']))
        sum[key] += tally[key];
      sum.failures += tally.failures.length;
      for (const failure of tally.failures) console.log(`${kind}, seed ${failure.seed}: ${failure.report}\n`);
      console.log(`${kind}: ${next} histories, ${crashed} crashes, ${sum.failures} violations`);
    }
  });
  await Promise.all(processes);
}
