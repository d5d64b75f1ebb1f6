import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Ended, Started } from './cli.ts';
import { start } from './cli.ts';

/** A place for daemons: a configuration, a state directory, and whatever a test needs beside them. */
export interface Office {
  readonly root: string;
  readonly config: string;
  readonly state: string;
  /** Writes the configuration; console and API answer on a free port of the loopback. */
  configure(items: string): void;
  /** Whichever daemon is opened next answers at the address of this one. */
  keepAddress(daemon: OpenDaemon): void;
  /** Starts a daemon and waits until it answers. After `patienceMs` it is killed. */
  open(patienceMs?: number): Promise<OpenDaemon>;
}

/** A daemon that runs. */
export interface OpenDaemon {
  readonly started: Started;
  readonly state: string;
  /** Of console and API. */
  readonly url: string;
  /** Lines of its log so far. */
  log(): readonly Record<string, unknown>[];
  /** Asks through its Unix socket. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Ends it with a signal and waits. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: ReturnType<typeof JSON.parse>;
}

/** A daemon that a test forgot is ended, loudly. */
const PATIENCE_MS = 300_000;
const HTTP = 'http: { listen: 127.0.0.1:0 }\n';

/** An item to configure. */
export const CLONE =
  '  - { name: mail, group: backups, source: source, destination: destination, mode: clone }\n';

export function office(t: Test): Office {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'syncline-test-')));
  const [config, state] = [join(root, 'syncline.yaml'), join(root, 'state')];
  const daemons: OpenDaemon[] = [];
  t.teardown(async () => {
    await Promise.all(daemons.map((daemon) => daemon.stop('SIGKILL')));
    rmSync(root, { recursive: true, force: true });
  });
  for (const name of ['source', 'destination']) mkdirSync(join(root, name));
  return {
    root,
    config,
    state,
    configure: (items) => writeFileSync(config, `${HTTP}items:\n${items}`),
    keepAddress: ({ url }) =>
      writeFileSync(config, readFileSync(config, 'utf8').replace('127.0.0.1:0', new URL(url).host)),
    async open(patienceMs) {
      const daemon = await openDaemon(config, state, patienceMs);
      daemons.push(daemon);
      return daemon;
    },
  };
}

/** Starts a daemon and waits until it answers. After `patienceMs` it is killed. */
export async function openDaemon(
  config: string,
  state: string,
  patienceMs = PATIENCE_MS,
): Promise<OpenDaemon> {
  const started = start(['daemon', '--config', config, '--state', state], { patienceMs });
  let text = '';
  started.child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const log = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  let ended: Ended | undefined;
  void started.ended.then((end) => (ended = end));
  let url: unknown;
  await until(() => {
    if (ended !== undefined) throw new Error(`the daemon ended: ${ended.stdout}${ended.stderr}`);
    url = log().find((line) => typeof line['url'] === 'string')?.['url'];
    return url !== undefined;
  });
  return {
    started,
    state,
    url: url as string,
    log,
    ask: (method, path, body) => askSocket(join(state, 'daemon', 'socket'), method, path, body),
    async stop(signal = 'SIGTERM') {
      if (ended === undefined) started.child.kill(signal);
      return started.ended;
    },
  };
}

function askSocket(socketPath: string, method: string, path: string, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const asked = request({ socketPath, method, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const isJson = answer.headers['content-type']?.includes('json') === true;
        resolve({ status: answer.statusCode!, text, json: isJson ? JSON.parse(text) : undefined });
      });
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Follows events through the Unix socket; returns how to stop that. */
export function follow(state: string, path: string, take: (text: string) => void): () => void {
  const asked = request({ socketPath: join(state, 'daemon', 'socket'), path }, (answer) => {
    answer.on('data', (chunk: Buffer) => take(chunk.toString('utf8')));
    answer.on('error', () => undefined);
  });
  asked.on('error', () => undefined);
  asked.end();
  return () => asked.destroy();
}

/** Far more than anything takes that comes at all. */
const UNTIL_MS = 120_000;

/** Waits until something holds; throws when that does not come. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const lastMs = performance.now() + UNTIL_MS;
  while (!(await holds())) {
    if (performance.now() > lastMs) throw new Error(`what was waited for did not come: ${String(holds)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
