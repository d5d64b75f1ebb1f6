import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { profileSummary } from './profile/summary.ts';
import type { Report, WorkloadResult } from './result.ts';
import { markdown } from './table.ts';

/** What was kept last time for this scale; undefined when there is nothing. */
export function readReport(directory: string, scale: string): Report | undefined {
  const path = join(directory, `${nameOf(scale)}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : undefined;
}

/** Writes `bench.json` and `bench.md`, or `bench-quick.*`. */
export function writeReport(directory: string, report: Report): void {
  mkdirSync(directory, { recursive: true });
  const name = nameOf(report.scale);
  writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(directory, `${name}.md`), `${markdown(report)}\n`);
}

function nameOf(scale: string): string {
  return scale === 'full' ? 'bench' : `bench-${scale}`;
}

/** Where the profiles of a workload are kept. */
export function profilesOf(directory: string, workload: string): string {
  return join(directory, 'profiles', workload);
}

/** Writes `profile-NAME.md`, when there are profiles of that workload. */
export function writeProfile(directory: string, { name, title }: WorkloadResult): void {
  const summary = profileSummary(title, profilesOf(directory, name));
  if (summary !== undefined) writeFileSync(join(directory, `profile-${name}.md`), `${summary}\n`);
}
