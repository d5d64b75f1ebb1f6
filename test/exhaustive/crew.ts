import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { FAMILIES } from './families.ts';
import type { Finding } from './prove.ts';
import type { Task } from './worker.ts';

/** What all trials of each family found, by as many processes as there are processors. */
export async function proveAll(): Promise<Finding[]> {
  const found = FAMILIES.map((): Finding[] => []);
  const tasks = FAMILIES.flatMap(({ trials }, family) =>
    trials.map((_, trial): Task => ({ family, trial })),
  ).values();
  await Promise.all(Array.from({ length: availableParallelism() }, () => work(tasks, found)));
  return found.map(sum);
}

/** Runs leave much behind that is short-lived: room for it spares a tenth of the time. */
const WORKER_FLAGS = ['--import=tsx', '--max-semi-space-size=32'];

/** Processes of their own know nothing of the test runner, whose hooks on every promise would cost as much again. */
async function work(tasks: IterableIterator<Task>, found: Finding[][]): Promise<void> {
  const worker = fork(join(import.meta.dirname, 'worker.ts'), { execArgv: WORKER_FLAGS });
  const died = once(worker, 'exit').then(([code]) =>
    Promise.reject(new Error(`a worker ended with ${code}`)),
  );
  died.catch(() => undefined);
  try {
    for (const task of tasks) {
      const answer = once(worker, 'message');
      worker.send(task);
      const [finding] = (await Promise.race([answer, died])) as [Finding];
      found[task.family]!.push(finding);
    }
  } finally {
    worker.kill();
  }
}

function sum(findings: readonly Finding[]): Finding {
  const broken: Record<string, string[]> = {};
  for (const finding of findings) {
    for (const [invariant, cases] of Object.entries(finding.broken))
      (broken[invariant] ??= []).push(...cases);
  }
  return { triples: findings.reduce((total, { triples }) => total + triples, 0), broken };
}
