import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the compiler makes of a source. */
const COMPILED = /\.(?:js|d\.ts)(?:\.map)?$/;

/**
 * Keeps out of the packages what the compiler notes for itself, and what it made of sources that are no more. Nothing is removed: a process
 * that began before may still load it.
 * @param {string} packages the folder of the packages
 */
export function listNotPacked(packages) {
  for (const name of readdirSync(packages)) {
    const [dist, src] = [join(packages, name, 'dist'), join(packages, name, 'src')];
    if (!existsSync(join(dist, '.tsbuildinfo'))) continue;
    const list = join(dist, '.npmignore');
    const text = ['.tsbuildinfo', ...withoutSource(dist, src)].map((path) => `/${path}\n`).join('');
    if (!existsSync(list) || readFileSync(list, 'utf8') !== text) writeFileSync(list, text);
  }
}

/**
 * @param {string} dist
 * @param {string} src
 */
function withoutSource(dist, src) {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((path) => COMPILED.test(path) && !existsSync(join(src, path.replace(COMPILED, '.ts'))))
    .sort();
}
