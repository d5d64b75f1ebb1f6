import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the console is built from: its sources, and the lock file, which says with what. */
const SOURCES = ['src', 'public', 'index.html', 'package.json', 'tsconfig.json', 'vite.config.ts'];

/**
 * Whether the console has to be built: it never was, or something that it is built from is newer.
 * @param {string} root of the repository
 */
export function isConsoleStale(root) {
  const directory = join(root, 'packages', 'console');
  const page = join(directory, 'dist', 'index.html');
  if (!existsSync(page)) return true;
  const built = statSync(page).mtimeMs;
  const from = [...SOURCES.map((name) => join(directory, name)), join(root, 'pnpm-lock.yaml')];
  return from.some((path) => newest(path) > built);
}

/**
 * The time of the newest file at or below a path, in ms since the epoch.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
