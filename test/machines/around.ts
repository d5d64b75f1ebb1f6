import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { removeAll } from '../support/bench.ts';
import { texts } from '../support/observe.ts';
import { pair, type Pair } from '../support/pair.ts';
import type { Side } from '../support/servers.ts';

/** Machines that have a folder each in step, two-way, with one folder: on a server, or a directory that all of them reach. */
export interface Around<Name extends string> {
  readonly machines: Readonly<Record<Name, Pair>>;
  /** Where the files of that folder are on this machine. */
  readonly hub: string;
  /** A run of each machine in turn. */
  rounds(count: number): Promise<void>;
  /** Proves that all have the same files, and that no run has anything to do. */
  settled(t: Test): Promise<void>;
}

export function around<Name extends string>(
  t: Test,
  hub: Side | undefined,
  names: readonly Name[],
): Around<Name> {
  const folder = hub ?? directoryFor(t);
  const machines = Object.fromEntries(
    names.map((name) => [name, pair(t, undefined, folder, { source: {} })]),
  ) as Record<Name, Pair>;
  const inTurn = async (take: (name: Name, machine: Pair) => Promise<void>): Promise<void> => {
    for (const name of names) await take(name, machines[name]);
  };
  return {
    machines,
    hub: folder.path,
    rounds: async (count) => {
      for (let round = 0; round < count; round += 1)
        await inTurn(async (_, machine) => void (await machine.run('--mode', 'two-way')));
    },
    settled: (t) =>
      inTurn(async (name, machine) => {
        t.same(texts(machine.source), texts(folder.path), name);
        const { exit, lines } = await machine.run('--mode', 'two-way');
        t.same({ exit, lines }, { exit: 0, lines: [] }, name);
      }),
  };
}

function directoryFor(t: Test): Side {
  const path = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  t.teardown(() => removeAll(path));
  return { address: path, path };
}
