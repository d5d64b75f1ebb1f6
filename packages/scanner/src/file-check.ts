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
  const found = compilePattern(check.pattern).test(head.toString('utf8'));
  return found
    ? undefined
    : `the text of ${JSON.stringify(check.path)} on ${endpoint.label} does not match ${JSON.stringify(check.pattern)}`;
}
