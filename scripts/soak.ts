// The daemon under mail for a while: two live items, to a directory and to an FTP server where there is one, with what it
// holds on to meanwhile: memory, open files, how late its event loop is.
//
//   pnpm soak                          10 minutes, 20 messages a second
//   pnpm soak --minutes 60 --rate 5
//
// Ends with 1 when a destination is not equal to the source within ten seconds of the last change.
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { skipReason, startServer } from '../packages/endpoint/test/servers/index.ts';
import { deliverMail, makeMaildir } from '../test/live/mail.ts';
import { openDaemon } from '../test/support/daemon.ts';
import type { OpenDaemon } from '../test/support/daemon.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '20' } },
});
const [minutes, rate] = [Number(values.minutes), Number(values.rate)];
const SAMPLE_EVERY_MS = 5_000;
const PATIENCE_MS = 10_000;
const START_AND_END_MINUTES = 5;

interface Sample {
  readonly rssMiB: number;
  readonly openFiles: number;
  readonly loopDelayMs: number;
  readonly behindSeconds: number;
}

const root = realpathSync(mkdtempSync(join(tmpdir(), 'syncline-soak-')));
const source = join(root, 'mail');
makeMaildir(source);
mkdirSync(join(root, 'copy'));
const server = skipReason('pure-ftpd') === false ? await startServer('pure-ftpd') : undefined;
const daemon = await openDaemon(
  writeConfiguration(),
  join(root, 'state'),
  (minutes + START_AND_END_MINUTES) * 60_000,
);
try {
  await untilAll('live');
  const samples: Sample[] = [];
  const timer = setInterval(() => void sample(daemon).then((each) => samples.push(each)), SAMPLE_EVERY_MS);
  await deliverMail(source, { perSecond: rate, seconds: minutes * 60 });
  clearInterval(timer);
  const equal = await untilEqual();
  report(samples, equal);
  process.exitCode = equal ? 0 : 1;
} finally {
  await daemon.stop();
  await server?.stop();
  rmSync(root, { recursive: true, force: true });
}

function writeConfiguration(): string {
  const file = join(root, 'syncline.yaml');
  const ftp =
    server === undefined
      ? ''
      : `  - { name: server, source: mail, destination: { url: '${server.url.replace('@', `:${server.password}@`)}/mail' }, mode: clone, live: true }\n`;
  const items = `  - { name: directory, source: mail, destination: copy, mode: clone, live: true }\n${ftp}`;
  writeFileSync(file, `http: { listen: 127.0.0.1:0 }\nitems:\n${items}`);
  return file;
}

async function untilAll(state: string): Promise<void> {
  for (;;) {
    const { items } = (await daemon.ask('GET', '/api/v1/status')).json;
    if (items.every((item: { readonly state: string }) => item.state === state)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function sample({ ask, log }: OpenDaemon): Promise<Sample> {
  const pid = Number(log()[0]?.['pid']);
  const metrics = (await ask('GET', '/metrics')).text;
  const lag = /^syncline_nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1];
  const kib = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const { items } = (await ask('GET', '/api/v1/status')).json;
  const ages = items.map((item: { readonly live?: { readonly recoveryPointAgeSeconds: number } }) =>
    Number(item.live?.recoveryPointAgeSeconds),
  );
  return {
    rssMiB: kib / 1_024,
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
    loopDelayMs: Number(lag) * 1_000,
    behindSeconds: Math.max(...ages),
  };
}

async function untilEqual(): Promise<boolean> {
  const destinations = [
    join(root, 'copy'),
    ...(server === undefined ? [] : [join(server.directory, 'mail')]),
  ];
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    if (destinations.every((destination) => isEqual(destination))) return true;
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function isEqual(destination: string): boolean {
  try {
    execFileSync('diff', ['-r', '-q', '--exclude=.syncline', source, destination], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function report(samples: readonly Sample[], equal: boolean): void {
  console.log(
    `${minutes} min, ${rate} messages a second, ${samples.length} samples; destinations ${equal ? 'equal' : 'NOT EQUAL'}`,
  );
  console.log('                 first   median      max     last');
  for (const key of ['rssMiB', 'openFiles', 'loopDelayMs', 'behindSeconds'] as const) {
    const numbers = samples.map((each) => each[key]);
    const sorted = [...numbers].sort((a, b) => a - b);
    const shown = [numbers[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1), numbers.at(-1)];
    console.log(key.padEnd(14) + shown.map((number) => (number ?? 0).toFixed(1).padStart(9)).join(''));
  }
}
