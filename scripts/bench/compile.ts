import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Unavailable } from './workload.ts';

/** Compiles `programs/NAME.c` into `directory` and gives the program's path. Throws `Unavailable` without a compiler. */
export function compile(name: string, directory: string): string {
  const source = fileURLToPath(new URL(`programs/${name}.c`, import.meta.url));
  const program = join(directory, name);
  const { status, error, stderr } = spawnSync('cc', ['-O2', '-pthread', '-o', program, source], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw new Unavailable('there is no C compiler (cc)');
  if (status !== 0) throw new Unavailable(`${name}.c does not compile: ${stderr}`);
  return program;
}
