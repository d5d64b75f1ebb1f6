import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isConsoleStale } from './build-console.mjs';
import { listNotPacked } from './not-packed.mjs';

/** The root of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The path of a program that a development dependency brings. Ends the process with 2 when it is not installed,
 * which `pnpm start` and `pnpm test` never meet: pnpm installs before it runs a script.
 * @param {string} name
 */
export function tool(name) {
  const path = join(root, 'node_modules', '.bin', name);
  if (!existsSync(path)) {
    console.error(`${name} is not installed. Run: npx -y pnpm@12 install`);
    process.exit(2);
  }
  return path;
}

/**
 * Runs a program with this terminal and waits for it. Ends the process with its exit code if it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export function run(program, args, cwd = root) {
  const { status, error } = spawnSync(program, args, { cwd, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Compiles every package whose sources changed, bundles the command line and builds the console likewise. Asks no other machine. */
export function build() {
  run(tool('tsc'), ['-b']);
  listNotPacked(join(root, 'packages'));
  run(process.execPath, ['scripts/bundle.mjs']);
  if (!isConsoleStale(root)) return;
  const directory = join(root, 'packages', 'console');
  run(
    process.execPath,
    [join(directory, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
    directory,
  );
}
