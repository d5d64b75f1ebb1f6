import type { ReadableEndpoint } from '@syncline/endpoint';
import type { FileCheck } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import { compilePattern } from './ignore.js';

/** How much of the file the expression sees (SPEC §1). */
const CHECKED_BYTES = 1024 * 1024;

/** Why a File Check fails, or undefined when it holds. */
export async function whyCheckFails(
  endpoint: ReadableEndpoint,
  check: FileCheck,
  signal: AbortSignal,
): Promise<string | undefined> {
  const name = JSON.stringify(check.path);
  const head = await headOf(endpoint, check.path, signal);
  if (head === undefined) return `the file ${name} is not there on ${endpoint.label}`;
  if (typeof head === 'string') return `the file ${name} on ${endpoint.label} cannot be read: ${head}`;
  if (check.pattern === undefined) return undefined;
  const expression = compilePattern(check.pattern);
  const text = head.toString('utf8');
  if (expression.test(text)) return undefined;
  // What `echo` writes ends in a line break, and `$` is the end of the whole text.
  const hint = expression.test(text.replace(/\r?\n$/, ''))
    ? String.raw`, for the line break at its end: write \s*$ in the place of $`
    : '';
  return `the text of ${name} on ${endpoint.label} does not match ${JSON.stringify(check.pattern)}${hint}`;
}

/** The beginning of a file, undefined where none is, or why this one cannot be read. */
async function headOf(
  endpoint: ReadableEndpoint,
  path: string,
  signal: AbortSignal,
): Promise<Buffer | string | undefined> {
  try {
    return await endpoint.readHead(path, CHECKED_BYTES, signal);
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    return error.message;
  }
}
