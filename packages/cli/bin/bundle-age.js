'use strict';
const { readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

/** The part of the bundle that the command line begins with. */
const main = join(__dirname, '../bundle/main.cjs');
const sources = join(__dirname, '../src');
const packages = join(__dirname, '../..');

/**
 * Whether the bundle is there and holds what was compiled and installed last. In the repository each package's compiler
 * notes when it wrote, and the lock file says which libraries there are; an installed package has no sources, and its
 * bundle belongs to it.
 * @returns {boolean}
 */
function isBundleCurrent() {
  const bundledMs = writtenMs(main);
  if (bundledMs === undefined) return false;
  if (writtenMs(sources) === undefined) return true;
  const compiled = readdirSync(packages).map((name) => join(packages, name, 'dist/.tsbuildinfo'));
  const made = [...compiled, join(packages, '../pnpm-lock.yaml')];
  return made.every((file) => (writtenMs(file) ?? 0) <= bundledMs);
}

/** @param {string} file */
function writtenMs(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

module.exports = { isBundleCurrent, main };
