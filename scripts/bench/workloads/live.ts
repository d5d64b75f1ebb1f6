import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../../test/simulate/random.ts';
import type { Bench } from '../bench.ts';
import type { Promised } from '../compare-trees.ts';
import { compareTrees, TO_THE_MICROSECOND, TO_THE_SECOND } from '../compare-trees.ts';
import type { Command, Measured } from '../measure.ts';
import type { FtpServer } from '../servers.ts';
import { FTP_KINDS } from '../servers.ts';
import { median } from '../statistics.ts';
import { plantOnServer } from '../tools/contend-server.ts';
import type { LiveFtpTool, LiveTool, Watching } from '../tools/live.ts';
import { lftpLoop, lsyncd, rsyncLoop, startWatching, synclineFtpLive, synclineLive } from '../tools/live.ts';
import { MESSAGE_BYTES } from '../trees/mail.ts';
import { writeText } from '../trees/text.ts';
import type { Contender, Stage, Workload } from '../workload.ts';

const MESSAGES_PER_ROUND = 12;
const PAUSE_MS = 200;
const LOOK_EVERY_MS = 1;
const ARRIVES_WITHIN_MS = 30_000;
/** While a program reads its trees for the first time, a message may be missed; so some are tried. */
const FIRST_TRIES = 60;
const FIRST_WAIT_MS = 1_000;

/** Delivers a message as a mail server does: written elsewhere, put in place by a rename. Gives its path and size. */
function deliver(source: string, number: number): { readonly path: string; readonly bytes: number } {
  const name = `1750000000.M${number}P${20_000_000 + number}.mail`;
  const written = join(source, 'INBOX/tmp', name);
  writeText(written, createRandom(number), MESSAGE_BYTES);
  const path = join('INBOX/new', name);
  renameSync(written, join(source, path));
  return { path, bytes: statSync(join(source, path)).size };
}

/** Whether the whole file is there within some time; each look is cheap. */
async function arrives(file: string, bytes: number, withinMs: number): Promise<boolean> {
  const endMs = performance.now() + withinMs;
  while (performance.now() < endMs) {
    if (statSync(file, { throwIfNoEntry: false })?.size === bytes) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** A contender, and how to end what it started. */
interface Live {
  readonly contender: Contender;
  stop(): Promise<void>;
}

/** What a program watches, where its copies can be looked at, and how it is started. */
interface Watch {
  readonly source: string;
  readonly destination: string;
  readonly promised: Promised;
  command(memory: string): Command;
}

type Described = Pick<Contender, 'name' | 'shown'> & { readonly needs: readonly string[] };

function watching(bench: Bench, { name, needs, shown }: Described, watch: Watch): Live {
  const { source, destination, promised } = watch;
  let delivered = 0;
  let running: Watching | undefined;
  const delivery = async (withinMs: number): Promise<number | undefined> => {
    const { path, bytes } = deliver(source, (delivered += 1));
    const startedMs = performance.now();
    const whole = await arrives(join(destination, path), bytes, withinMs);
    return whole ? (performance.now() - startedMs) / 1_000 : undefined;
  };
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  const start = async (): Promise<void> => {
    running = startWatching(bench, watch.command(bench.place.fresh('memory')));
    bench.place.onClose(stop);
    for (let tries = 0; (await delivery(FIRST_WAIT_MS)) === undefined; tries += 1) {
      const ended = running.ended();
      if (ended !== undefined || tries === FIRST_TRIES) throw new Error(ended ?? 'nothing arrives');
    }
  };
  const run = async (): Promise<Measured> => {
    const seconds: number[] = [];
    for (let count = 0; count < MESSAGES_PER_ROUND; count += 1) {
      const taken = await delivery(ARRIVES_WITHIN_MS);
      if (taken === undefined) return measured(0, running?.ended() ?? 'a message did not arrive');
      seconds.push(taken);
      await sleep(PAUSE_MS);
    }
    return measured(median(seconds));
  };
  const check = (): string | undefined => compareTrees(source, destination, promised);
  return { contender: { name, needs, shown, prepare: start, run, check }, stop };
}

function measured(wallSeconds: number, failure?: string): Measured {
  return {
    wallSeconds,
    cpuSeconds: undefined,
    peakBytes: undefined,
    exit: failure === undefined ? 0 : 1,
    output: failure ?? '',
  };
}

function onDirectories(bench: Bench, tool: LiveTool): Live {
  const tree = bench.trees.mail(bench.scale.ftpMail);
  const source = bench.trees.copyOf(tree, 'delivered');
  const destination = bench.trees.copyOf(tree, 'backup');
  return watching(bench, tool, {
    source,
    destination,
    promised: { mtimeToleranceNs: TO_THE_MICROSECOND },
    command: (memory) => tool.command(source, destination, memory),
  });
}

function onServer(bench: Bench, tool: LiveFtpTool, server: FtpServer): Live {
  const tree = bench.trees.mail(bench.scale.ftpMail);
  const source = bench.trees.copyOf(tree, 'delivered');
  const remote = plantOnServer(bench, tree, server, 'backup');
  return watching(bench, tool, {
    source,
    destination: join(server.root, remote),
    promised: { mtimeToleranceNs: TO_THE_SECOND },
    command: (memory) => tool.command(source, server, remote, memory),
  });
}

function stageOf(all: readonly Live[]): Stage {
  return {
    contenders: all.map(({ contender }) => contender),
    targets: [],
    close: async () => {
      for (const { stop } of all) await stop();
    },
  };
}

const TITLE = `from delivery by rename to the whole file on the other side, 10 000 files (median of ${MESSAGES_PER_ROUND})`;

export const live: readonly Workload[] = [
  {
    name: 'live',
    title: `Live, directories: ${TITLE}`,
    estimate: { setupSeconds: 15, roundSeconds: 15, gib: 0.5 },
    set: async (bench) =>
      stageOf([lsyncd, rsyncLoop, synclineLive].map((tool) => onDirectories(bench, tool))),
  },
  ...FTP_KINDS.map((kind) => ({
    name: `live-${kind}`,
    title: `Live, directory → ${kind}: ${TITLE}`,
    estimate: { setupSeconds: 15, roundSeconds: 20, gib: 0.3 },
    set: async (bench: Bench) => {
      const server = await bench.server(kind);
      return stageOf([lftpLoop, synclineFtpLive].map((tool) => onServer(bench, tool, server)));
    },
  })),
];
