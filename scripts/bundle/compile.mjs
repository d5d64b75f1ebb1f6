import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { codeFile, codeFor, withChecksums, wrapped } from '../../packages/cli/bin/parts.js';

/**
 * Lays beside each part of the bundle what V8 makes of it, where it does not lie there yet: another Node may have been installed.
 * @param {string} bundle
 * @param {(file: string, contents: Uint8Array) => void} write
 */
export function compileParts(bundle, write) {
  for (const name of readdirSync(bundle)) {
    if (!name.endsWith('.cjs')) continue;
    const file = join(bundle, name);
    const text = readFileSync(file);
    if (codeFor(file, text) === undefined) write(codeFile(file), withChecksums(text, codeOf(file, text)));
  }
}

/**
 * The code of all functions of a part, those too that V8 would otherwise compile when they are first called.
 * @param {string} file which stack traces name
 * @param {Buffer} text
 */
function codeOf(file, text) {
  setFlagsFromString('--no-lazy');
  const script = new Script(wrapped(text), { filename: file });
  // Code is taken only by a V8 with the options that it was stored with.
  setFlagsFromString('--lazy');
  return script.createCachedData();
}
