import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process that started from the bundle before may still load its parts, so long after they were replaced. */
const KEPT_MS = 24 * 60 * 60 * 1_000;
/** The files of one bundle are written within this time, its first part last. */
const WRITTEN_WITHIN_MS = 60_000;

/**
 * Puts the files of a new bundle in place, that which refers to the others last, and removes what nobody can still need. Only this bundle
 * becomes part of a package.
 * @param {string} bundle
 * @param {string} first the name of the part that the others are loaded from
 * @param {readonly { readonly name: string, readonly contents: string | Uint8Array }[]} files
 */
export function putBundle(bundle, first, files) {
  mkdirSync(bundle, { recursive: true });
  noteReplaced(bundle, first);
  const firstLast = files.toSorted(
    (left, right) => Number(left.name === first) - Number(right.name === first),
  );
  putFile(join(bundle, '.npmignore'), allBut(files));
  for (const { name, contents } of firstLast) putFile(join(bundle, name), contents);
  for (const name of readdirSync(bundle)) {
    const file = join(bundle, name);
    if (Date.now() - statSync(file).mtimeMs > KEPT_MS) rmSync(file);
  }
}

/**
 * What is left out of a package: all but these files, and the code that lies beside them.
 * @param {readonly { readonly name: string }[]} files
 */
function allBut(files) {
  return ['*', ...files.flatMap(({ name }) => [`!${name}`, `!${name}.*.code`])].join('\n') + '\n';
}

/**
 * What is being replaced is as old as that from now on: it may have been in use for weeks. It gets a time that tells it from what
 * takes its place.
 * @param {string} bundle
 * @param {string} first
 */
function noteReplaced(bundle, first) {
  const bundledMs = statSync(join(bundle, first), { throwIfNoEntry: false })?.mtimeMs;
  if (bundledMs === undefined) return;
  const replaced = new Date(Date.now() - 2 * WRITTEN_WITHIN_MS);
  for (const name of readdirSync(bundle)) {
    const file = join(bundle, name);
    if (statSync(file).mtimeMs > bundledMs - WRITTEN_WITHIN_MS) utimesSync(file, replaced, replaced);
  }
}

/**
 * @param {string} file
 * @param {string | Uint8Array} contents
 */
export function putFile(file, contents) {
  writeFileSync(`${file}.new`, contents);
  renameSync(`${file}.new`, file);
}
