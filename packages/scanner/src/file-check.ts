import type { ReadableEndpoint } from '@syncline/endpoint';
import type { FileCheck } from '@syncline/model';
import { compilePattern } from './ignore.js';

/** How much of the file the expression sees (SPEC §1). */
const CHECKED_BYTES = 1024 * 1024;

/** Why a File Check fails, or undefined when it holds. */
export async function whyCheckFails(
  endpoint: ReadableEndpoint,
  check: FileCheck,
  signal: AbortSignal,
): Promise<string | undefined> {
  const head = await endpoint.readHead(check.path, CHECKED_BYTES, signal);
  if (head === undefined) return `the file ${JSON.stringify(check.path)} is not there on ${endpoint.label}`;
  if (check.pattern === undefined) return undefined;
  const expression = compilePattern(check.pattern);
  const text = head.toString('utf8');
  if (expression.test(text)) return undefined;
  // What `echo` writes ends in a line break, and `$` is the end of the whole text.
  const hint = expression.test(text.replace(/\r?\n$/, ''))
    ? String.raw`, for the line break at its end: write \s*$ in the place of $`
    : '';
  return `the text of ${JSON.stringify(check.path)} on ${endpoint.label} does not match ${JSON.stringify(check.pattern)}${hint}`;
}
