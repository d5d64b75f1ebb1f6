import { PassThrough } from 'node:stream';

import type { RunEvent, RunOptions } from '@syncline/engine';
import type { Item, Summary } from '@syncline/model';

import { outcome, summary } from '../../daemon/test/words/said.js';
import type { Context } from '../src/context.js';
import type { Synchronize } from '../src/engine.js';

export { outcome, summary };

/** What a fake run was asked to do, and how to make it go on. */
export interface FakeRun {
  readonly item: Item;
  readonly options: RunOptions;
  readonly next: (event: RunEvent) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
  unsubscribed: boolean;
}

export interface FakeProcess {
  readonly context: Context;
  readonly runs: FakeRun[];
  readonly exits: number[];
  out(): string;
  err(): string;
  signal(name: string): void;
  crash(error: unknown): void;
}

export interface FakeOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly terminal?: boolean;
  readonly onRun?: (run: FakeRun) => void;
}

export function fakeProcess(args: readonly string[], options: FakeOptions = {}): FakeProcess {
  const runs: FakeRun[] = [];
  const exits: number[] = [];
  const signals = new Set<(signal: string) => void>();
  const crashes = new Set<(error: unknown) => void>();
  const stdout = terminalStream(options.terminal);
  const stderr = terminalStream(options.terminal);
  const texts = { out: '', err: '' };
  stdout.on('data', (data: Buffer) => (texts.out += data.toString()));
  stderr.on('data', (data: Buffer) => (texts.err += data.toString()));
  const context: Context = {
    args,
    env: options.env ?? {},
    cwd: '/here',
    home: '/home/me',
    stdin: new PassThrough(),
    stdout,
    stderr,
    loadSynchronize: async () => fakeSynchronize(runs, options.onRun),
    loadLive: () => Promise.reject(new Error('nothing is followed here')),
    onSignal: (listener) => listen(signals, listener),
    onHangUp: () => () => undefined,
    onCrash: (listener) => listen(crashes, listener),
    exit: (code) => void exits.push(code),
  };
  return {
    context,
    runs,
    exits,
    out: () => texts.out,
    err: () => texts.err,
    signal: (name) => signals.forEach((listener) => listener(name)),
    crash: (error) => crashes.forEach((listener) => listener(error)),
  };
}

/** A run that says these events and ends. */
export function events(...said: readonly RunEvent[]): (run: FakeRun) => void {
  return (run) => {
    for (const event of said) run.next(event);
    run.complete();
  };
}

export function operation(given: Parameters<typeof outcome>[0]): RunEvent {
  return { type: 'operation', outcome: outcome(given) };
}

export function end(given: Partial<Summary> = {}): RunEvent {
  return { type: 'summary', summary: summary(given) };
}

function fakeSynchronize(runs: FakeRun[], onRun: FakeOptions['onRun']): Synchronize {
  return (item, options) => ({
    subscribe(observer) {
      const run: FakeRun = { item, options, ...bound(observer), unsubscribed: false };
      runs.push(run);
      onRun?.(run);
      return { unsubscribe: () => void (run.unsubscribed = true) };
    },
  });
}

function bound(observer: Parameters<ReturnType<Synchronize>['subscribe']>[0]) {
  return {
    next: (event: RunEvent) => observer.next(event),
    error: (error: unknown) => observer.error(error),
    complete: () => observer.complete(),
  };
}

function terminalStream(terminal = false): PassThrough & { isTTY?: boolean; columns?: number } {
  return terminal ? Object.assign(new PassThrough(), { isTTY: true, columns: 60 }) : new PassThrough();
}

function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
