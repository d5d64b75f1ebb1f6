import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { root, tool } from './run.mjs';

/**
 * Starts tap on the given files (none: all of them) and returns the process, with TAP on its `stdout`.
 * @param {readonly string[]} args
 */
export function startTap(args) {
  if (!pluginsAreBuilt()) buildPlugins();
  return spawn(tool('tap'), ['--reporter=tap', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
}

/**
 * Whether tap was built with the plugins that .taprc names. tap would build itself, but uses the result only from its
 * second run on, so that the first run after an installation fails.
 */
function pluginsAreBuilt() {
  const fromTap = createRequire(createRequire(import.meta.url).resolve('tap'));
  return !readFileSync(fromTap.resolve('@tapjs/test/built'), 'utf8').includes('@tapjs/typescript');
}

function buildPlugins() {
  const { status, stderr } = spawnSync(tool('tap'), ['build'], { cwd: root, encoding: 'utf8' });
  if (status === 0 && pluginsAreBuilt()) return;
  console.error(`${stderr}\ntap could not be built without its TypeScript plugin (see .taprc)`);
  process.exit(1);
}
