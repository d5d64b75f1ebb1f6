import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CpuProfile, Times } from './cpu-profile.ts';
import { addUp } from './cpu-profile.ts';

const SHOWN_SELF = 20;
const SHOWN_INCLUSIVE = 30;
/** What an idle thread is in. */
const IDLE = '(idle)';

/** Where the time of all profiled runs went, as Markdown; undefined when there is no profile. */
export function profileSummary(title: string, directory: string): string | undefined {
  const files = existsSync(directory) ? readdirSync(directory) : [];
  const main = files.filter((file) => threadOf(file) === 0);
  if (main.length === 0) return undefined;
  const read = (names: readonly string[]): Times =>
    addUp(names.map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as CpuProfile));
  const workers = files.filter((file) => threadOf(file) > 0);
  return [
    `## Profile: ${title}`,
    '',
    ...section(`main thread, ${main.length} runs`, read(main)),
    ...(workers.length === 0 ? [] : section(`${workers.length} worker threads`, read(workers))),
  ].join('\n');
}

/** `CPU.<day>.<time>.<process>.<thread>.<count>.cpuprofile`; the main thread is 0. */
function threadOf(file: string): number {
  return Number(file.split('.')[4]);
}

function section(title: string, { totalSeconds, self, inclusive }: Times): string[] {
  const idle = self.get(IDLE) ?? 0;
  const busy = totalSeconds - idle;
  const head = `### ${title}: ${busy.toFixed(2)} s busy, ${idle.toFixed(2)} s idle`;
  const lines = (times: ReadonlyMap<string, number>, count: number): string[] =>
    [...times]
      .filter(([name]) => name !== IDLE && name !== '(root)')
      .toSorted((left, right) => right[1] - left[1])
      .slice(0, count)
      .map(([name, seconds]) => `${((100 * seconds) / busy).toFixed(1).padStart(5)} %  ${name}`);
  return [
    head,
    '',
    'In the function itself:',
    '',
    '```',
    ...lines(self, SHOWN_SELF),
    '```',
    '',
    'With what it calls:',
    '',
    '```',
    ...lines(inclusive, SHOWN_INCLUSIVE),
    '```',
    '',
  ];
}
