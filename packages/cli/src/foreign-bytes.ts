import { isUtf8 } from 'node:buffer';
import { readFileSync, readlinkSync } from 'node:fs';

import { pathFromBytes, showPath } from '@syncline/model';

/** What Node puts in the place of bytes that are not UTF-8: text with it may be another name than the one that was meant. */
const REPLACED = '\uFFFD';

/**
 * The first of the arguments that is not UTF-8 as it was given, with its bytes as `\xNN`. Undefined where there is none, or where
 * the system does not tell (it is Linux that does).
 */
export function foreignArgument(args: readonly string[]): string | undefined {
  if (!args.some((arg) => arg.includes(REPLACED))) return undefined;
  const given = told(() => readFileSync('/proc/self/cmdline', 'latin1').split('\0').slice(0, -1));
  const foreign = given?.slice(-args.length).find((arg) => !isUtf8(Buffer.from(arg, 'latin1')));
  return foreign === undefined ? undefined : showPath(pathFromBytes(foreign)).path;
}

/** Whether the name of the working directory, as Node tells it, is not its name. */
export function isForeignDirectory(cwd: string): boolean {
  const name = cwd.includes(REPLACED) ? told(() => readlinkSync('/proc/self/cwd', 'buffer')) : undefined;
  return name !== undefined && !isUtf8(name);
}

function told<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
