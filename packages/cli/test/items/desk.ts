import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Test } from 'tap';

import { runCli } from '../../src/cli.js';
import type { FakeOptions, FakeProcess } from '../fake-context.js';
import { fakeProcess } from '../fake-context.js';

/** A home with a configuration in it, and the command line, without a process of its own. */
export interface Desk {
  readonly home: string;
  readonly file: string;
  /** The text of the configuration now. */
  text(): string;
  /** Runs one command line; `stdin` is what it can read. */
  run(line: readonly string[], options?: FakeOptions & { readonly stdin?: string }): Promise<Said>;
}

export interface Said {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  readonly runs: FakeProcess['runs'];
}

export function desk(t: Test, text?: string): Desk {
  const home = mkdtempSync(join(tmpdir(), 'syncline-desk-'));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  const file = join(home, '.config/syncline/syncline.yaml');
  if (text !== undefined) {
    mkdirSync(join(home, '.config/syncline'), { recursive: true });
    writeFileSync(file, text, { mode: 0o600 });
  }
  return {
    home,
    file,
    text: () => readFileSync(file, 'utf8'),
    async run(line, { stdin, ...options } = {}) {
      const fake = fakeProcess(line, options);
      const input = new PassThrough();
      input.end(stdin ?? '');
      const exit = await runCli({ ...fake.context, cwd: home, home, stdin: input });
      return { exit, out: fake.out(), err: fake.err(), runs: fake.runs };
    },
  };
}

/** The JSON objects of an output. */
export function objects(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
