import { existsSync } from 'node:fs';

/** The module that a thread runs, of those beside this one; the bundle of the command line has it as one CommonJS file. */
export function threadModule(name: string): URL {
  const bundled = new URL(`${name}.cjs`, import.meta.url);
  return existsSync(bundled) ? bundled : new URL(`${name}.js`, import.meta.url);
}
