// The daemon under mail for a while: live items to a directory and, where there is one, to an FTP and an SFTP server, with how soon
// messages are on the other side, and what the daemon holds on to meanwhile: memory, open files, how late its event loop is.
//
//   pnpm soak                                       10 minutes, 20 messages a second
//   pnpm soak --minutes 3.4 --rate 100              20 000 messages
//   pnpm soak --files 100000                        that many messages are there from the start
//   pnpm soak --outage 60 --kill                    after a third the servers are away for a minute, after two thirds the daemon
//                                                   is killed (-9) and started again
//
// Ends with 1 when a destination is not equal to the source within ten seconds of the last change.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Deliveries } from '../test/live/mail.ts';
import { Arrivals, deliverMail } from '../test/live/mail.ts';
import type { OpenDaemon } from '../test/support/daemon.ts';
import type { Place } from './soak/place.ts';
import { openPlace } from './soak/place.ts';
import { showLatencies, showSamples } from './soak/report.ts';
import type { Sample } from './soak/sample.ts';
import { itemsOf, sample } from './soak/sample.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '20' },
    files: { type: 'string', default: '0' },
    outage: { type: 'string', default: '0' },
    kill: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.minutes) * 60;
const traffic = { perSecond: Number(values.rate), seconds };
const outageSeconds = Number(values.outage);

const SAMPLE_EVERY_MS = 5_000;
const PATIENCE_MS = 10_000;
const START_AND_END_MS = 10 * 60_000;

const place = await openPlace(Number(values.files));
const start = (): Promise<OpenDaemon> => place.start(seconds * 1_000 + START_AND_END_MS);
let daemon = await start();
try {
  await untilLive();
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  await daemon.stop();
  await place.remove();
}

async function soak(): Promise<boolean> {
  const arrivals = place.destinations.map(({ directory }) => new Arrivals(directory));
  const samples: Sample[] = [];
  const timer = setInterval(
    () => void sample(daemon).then((each) => samples.push(each), unlessStarting),
    SAMPLE_EVERY_MS,
  );
  const [delivered] = await Promise.all([deliverMail(place.source, traffic), loseTheServers(place), kill()]);
  const lastMs = performance.now();
  clearInterval(timer);
  const equalAfterMs = await untilEqual(lastMs);
  for (const each of arrivals) each.close();
  report(delivered, arrivals, samples, equalAfterMs);
  return equalAfterMs !== undefined;
}

async function loseTheServers({ servers }: Place): Promise<void> {
  if (outageSeconds === 0 || servers.length === 0) return;
  await sleep((seconds / 3) * 1_000);
  for (const server of servers) await server.halt();
  console.log('the servers are away');
  await sleep(outageSeconds * 1_000);
  for (const server of servers) await server.startAgain();
  console.log('the servers are back');
}

async function kill(): Promise<void> {
  if (!values.kill) return;
  await sleep(((2 * seconds) / 3) * 1_000);
  await daemon.stop('SIGKILL');
  console.log('the daemon was killed');
  daemon = await start();
}

/** A daemon that was killed answers nothing until it is there again. */
function unlessStarting(error: unknown): void {
  if (!values.kill) throw error;
}

async function untilLive(): Promise<void> {
  while ((await itemsOf(daemon)).some(({ state }) => state !== 'live')) await sleep(100);
}

/** ms since the last change; undefined: they are not equal in time. */
async function untilEqual(lastMs: number): Promise<number | undefined> {
  for (;;) {
    const atMs = performance.now();
    if (place.destinations.every(({ isEqual }) => isEqual())) return atMs - lastMs;
    if (atMs - lastMs > PATIENCE_MS) return undefined;
    await sleep(50);
  }
}

function report(
  delivered: Deliveries,
  arrivals: readonly Arrivals[],
  samples: readonly Sample[],
  equalAfterMs: number | undefined,
): void {
  const ended =
    equalAfterMs === undefined ? 'NOT EQUAL' : `equal when looked at ${Math.round(equalAfterMs)} ms`;
  console.log(
    `${seconds} s, ${traffic.perSecond} messages a second; destinations ${ended} after the last change`,
  );
  for (const [index, { name }] of place.destinations.entries())
    showLatencies(name, arrivals[index]!.latenciesOf(delivered), delivered.size);
  showSamples(samples);
}
