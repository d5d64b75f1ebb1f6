import { readdirSync, statSync } from 'node:fs';

const bundle = new URL('../bundle/main.js', import.meta.url);
const sources = new URL('../src', import.meta.url);
const repository = new URL('../../../', import.meta.url);
const packages = new URL('packages/', repository);

/**
 * Whether the bundle is there and holds what was compiled and installed last. In the repository each package's compiler
 * notes when it wrote, and the lock file says which libraries there are; an installed package has no sources, and its
 * bundle belongs to it.
 * @returns {boolean}
 */
export function isBundleCurrent() {
  const bundledMs = writtenMs(bundle);
  if (bundledMs === undefined) return false;
  if (writtenMs(sources) === undefined) return true;
  const compiled = readdirSync(packages).map((name) => new URL(`${name}/dist/.tsbuildinfo`, packages));
  const made = [...compiled, new URL('pnpm-lock.yaml', repository)];
  return made.every((file) => (writtenMs(file) ?? 0) <= bundledMs);
}

/** @param {URL} file */
function writtenMs(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
