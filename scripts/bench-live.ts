// Mail delivered at a steady pace into a Maildir that `sync --live` follows, and how soon it is on the other side.
//
//   node --import=tsx scripts/bench-live.ts                        to a directory, 100 a second for two minutes
//   node --import=tsx scripts/bench-live.ts --to pure-ftpd         to a real server on the loopback
//   node --import=tsx scripts/bench-live.ts --per-second 1 --seconds 20 --files 100000
//
// Prints latencies from the delivering rename to the complete file, how long the rest took, memory and processor time.
import { parseArgs } from 'node:util';
import { startServer, type ServerKind } from '../packages/endpoint/test/servers/index.js';
import { folderOn, likenessOn } from '../test/support/servers.ts';
import { liveTo } from '../test/live/following.ts';
import { Arrivals, deliverMail, makeMaildir, percentile, plantMessages } from '../test/live/mail.ts';

const { values } = parseArgs({
  options: {
    to: { type: 'string', default: 'directory' },
    'per-second': { type: 'string', default: '100' },
    seconds: { type: 'string', default: '120' },
    files: { type: 'string', default: '0' },
  },
});

const cleanups: (() => unknown)[] = [];
const teardown = (work: () => unknown): void => void cleanups.unshift(work);
try {
  await measure();
} finally {
  for (const work of cleanups) await work();
}

async function measure(): Promise<void> {
  const server = values.to === 'directory' ? undefined : await startServer(values.to as ServerKind);
  if (server !== undefined) teardown(() => server.stop());
  const remote = server && folderOn(server, 'mail');
  const likeness = server && likenessOn(server.kind, 'to');
  const sides = liveTo({ teardown } as Parameters<typeof liveTo>[0], remote, likeness);
  makeMaildir(sides.source);
  plantMessages(sides.source, Number(values.files));
  const one = sides.begin();
  await one.until('the first copy', () => one.summaries.length > 0, 10 * 60_000);
  const before = one.usage();
  const arrivals = new Arrivals(sides.destination);
  const traffic = { perSecond: Number(values['per-second']), seconds: Number(values.seconds) };
  const delivered = await deliverMail(sides.source, traffic);
  const lastMs = performance.now();
  await one.until('everything', () => sides.differences().length === 0, 60_000);
  const restMs = Math.max(0, one.lastSaidMs() - lastMs);
  arrivals.close();
  const usage = one.usage();
  const ended = await one.stop();
  const latencies = arrivals.latenciesOf(delivered);
  const moves = one.operations.filter(({ op }) => op === 'move');
  const ops = Object.fromEntries(
    ['copy', 'move', 'delete', 'mkdir'].map((op) => [
      op,
      one.operations.filter((each) => each.op === op).length,
    ]),
  );
  console.log(
    JSON.stringify({
      to: values.to,
      ...traffic,
      delivered: delivered.size,
      seenArriving: latencies.length,
      medianMs: Math.round(percentile(latencies, 0.5)),
      p90Ms: Math.round(percentile(latencies, 0.9)),
      p99Ms: Math.round(percentile(latencies, 0.99)),
      maxMs: Math.round(latencies.at(-1) ?? Number.NaN),
      inStepAfterMs: Math.round(restMs),
      passes: one.summaries.length,
      ...ops,
      moveBytes: moves.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
      troubles: one.operations.filter(({ op, outcome }) => op === 'skip' || outcome !== 'applied').length,
      peakRssMiB: Math.round(usage.rssBytes / 2 ** 20),
      cpuShare: Math.round((usage.cpuMs - before.cpuMs) / traffic.seconds) / 1_000,
      exit: ended.exit,
    }),
  );
  if (one.stderr() !== '') console.log(one.stderr());
}
