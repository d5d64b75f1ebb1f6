import { inspect } from 'node:util';

/**
 * @typedef {import('tap-parser').Result} Result
 * @typedef {import('./tally.mjs').Tally} Tally
 * @typedef {import('./tally.mjs').Failure} Failure
 */

/** What tap adds that says nothing about the failure: how it started the process, where the stack points anyway. */
const noise = new Set(['args', 'at', 'command', 'cwd', 'externalID', 'jobId', 'stdio', 'tapCaught']);

/**
 * One line for one test file.
 * @param {Result} result
 * @param {Tally} tally
 */
export function printFile(result, { passed, failed, skipped }) {
  const mark = failed > 0 ? 'FAIL' : passed > 0 ? 'ok  ' : 'skip';
  const counts = [`${passed} passed`];
  if (failed > 0) counts.push(`${failed} failed`);
  if (skipped > 0) counts.push(`${skipped} skipped`);
  const reason = typeof result.skip === 'string' ? ` (${result.skip})` : '';
  console.log(
    `${mark} ${result.diag?.expired ?? result.name}  ${counts.join(', ')}${reason}  ${Math.round(result.time ?? 0)} ms`,
  );
}

/** @param {Failure} failure */
export function printFailure({ name, diagnostics }) {
  console.log(`     ${name}`);
  if (diagnostics) console.log(indent(describe(diagnostics)));
}

/**
 * Strings (diffs, stacks) as they are; the rest as values.
 * @param {unknown} diagnostics
 */
function describe(diagnostics) {
  if (typeof diagnostics !== 'object' || diagnostics === null) return String(diagnostics);
  return Object.entries(diagnostics)
    .filter(([key]) => !noise.has(key))
    .map(([key, value]) =>
      typeof value === 'string' && value.includes('\n') ? block(key, value) : line(key, value),
    )
    .join('\n');
}

/**
 * @param {string} key
 * @param {string} value
 */
function block(key, value) {
  return `${key}:\n${value.trimEnd().replace(/^/gm, '  ')}`;
}

/**
 * @param {string} key
 * @param {unknown} value
 */
function line(key, value) {
  return `${key}: ${typeof value === 'string' ? value : inspect(value, { depth: 4, breakLength: 110 })}`;
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^/gm, '       ');
}
