import type { RE2JS, RE2JSSyntaxException } from 're2js';
import { createRequire } from 'node:module';
import type { Path } from '@syncline/model';
import { nameOf, showPath, usageError } from '@syncline/model';

const require = createRequire(import.meta.url);

/** Whether a path is taken out of the synchronization on both sides. */
export type Ignore = (path: Path) => boolean;

/** Of an item without patterns. */
export const NOTHING_IGNORED: Ignore = () => false;

/**
 * Compiles the ignore lists of an item (SPEC §1): RE2 syntax, found anywhere in the subject. A pattern without `/`
 * is tried on the name, one with `/` on the relative path; both as text, where bytes that are not UTF-8 stand as
 * `\xNN`. Throws `usage` for a pattern that is not valid, with the part at fault.
 */
export function compileIgnore(patterns: readonly string[]): Ignore {
  const compiled = patterns.map((pattern) => ({
    onPath: pattern.includes('/'),
    expression: compilePattern(pattern),
  }));
  if (compiled.length === 0) return NOTHING_IGNORED;
  const byName = compiled.filter(({ onPath }) => !onPath).map(({ expression }) => expression);
  const byPath = compiled.filter(({ onPath }) => onPath).map(({ expression }) => expression);
  return (path) =>
    anyFinds(byName, () => showPath(nameOf(path)).path) || anyFinds(byPath, () => showPath(path).path);
}

/** Compiles one RE2 expression; throws `usage` with the part at fault. */
export function compilePattern(pattern: string): RE2JS {
  // Loaded here, so that a run without patterns starts without it.
  const re2js = require('re2js') as typeof import('re2js');
  try {
    return re2js.RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof re2js.RE2JSSyntaxException)) throw error;
    throw usageError(`the pattern ${quoted(pattern)} is not valid: ${reason(error, pattern)}`, error);
  }
}

function anyFinds(expressions: readonly RE2JS[], subject: () => string): boolean {
  if (expressions.length === 0) return false;
  const text = subject();
  return expressions.some((expression) => expression.test(text));
}

const UNSUPPORTED = /\(\?(?:[=!]|<[=!])|\\[1-9]/;

/** RE2's own words, where in the pattern they apply, and what is missing on purpose. */
function reason({ error, input }: RE2JSSyntaxException, pattern: string): string {
  // An escaped backslash hides nothing: `\\\\1` is a backslash and a digit.
  const missing = UNSUPPORTED.exec(pattern.replaceAll('\\\\', '  '));
  const hint =
    missing === null
      ? ''
      : '; look-around and back-references do not exist here, as matching takes linear time';
  const fragment = missing?.[0] ?? input ?? '';
  const at = fragment === '' ? -1 : pattern.indexOf(fragment);
  return `${error}${at < 0 ? '' : ` (${quoted(fragment)} at character ${at + 1})`}${hint}`;
}

/** As it is written, but for what cannot be seen: a pattern is full of backslashes. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('\\\\', '\\');
}
