import type { z } from 'zod';

import type { KeyPath } from './problem.js';

/** A complaint of the schema: where, and what. */
export interface Issue {
  readonly path: KeyPath;
  readonly message: string;
  /** It is about a key rather than its value. */
  readonly atKey: boolean;
}

type Raw = z.core.$ZodIssue;

/** The schema's complaints in words of our own. None repeats a value: it may be a secret. */
export function issuesOf(raw: readonly Raw[]): readonly Issue[] {
  return raw.flatMap((issue) => issuesIn(issue, []));
}

function issuesIn(issue: Raw, above: KeyPath): readonly Issue[] {
  const path = [...above, ...(issue.path as KeyPath)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: 'is no key that is known here',
      atKey: true,
    }));
  }
  const nothing = nothingGiven(issue);
  if (nothing !== undefined) return [{ path, message: nothing, atKey: false }];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const meant = meantBranch(issue.errors);
    return meant === undefined
      ? [{ path, message: ownWords(issue) ?? `must be ${kindsOf(issue.errors)}`, atKey: false }]
      : meant.flatMap((inner) => issuesIn(inner, path));
  }
  return [{ path, message: wordsFor(issue), atKey: false }];
}

/** What is said where there is no value at all. */
function nothingGiven(issue: Raw): string | undefined {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_union' && issue.code !== 'invalid_value')
    return undefined;
  if (issue.input === undefined) return 'is missing';
  return issue.input === null ? 'is empty: give a value, or remove the key' : undefined;
}

/** Of the forms that a value may have: the one whose kind it has and which it misses by the least. */
function meantBranch(branches: readonly (readonly Raw[])[]): readonly Raw[] | undefined {
  const possible = branches.filter((issues) => !issues.some(isOtherKind));
  const unknownKeys = (issues: readonly Raw[]): number =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
  const missing = (issues: readonly Raw[]): number => issues.filter((issue) => isMissing(issue)).length;
  return [...possible].sort(
    (left, right) => missing(left) + unknownKeys(left) - missing(right) - unknownKeys(right),
  )[0];
}

/** What the schema itself says, where it says more than zod does for any union. */
function ownWords({ message }: Raw): string | undefined {
  return message === 'Invalid input' ? undefined : message;
}

function isOtherKind(issue: Raw): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function isMissing(issue: Raw): boolean {
  return issue.code === 'invalid_type' && issue.input === undefined;
}

function kindsOf(branches: readonly (readonly Raw[])[]): string {
  const kinds = branches.flatMap((issues) =>
    issues
      .filter(isOtherKind)
      .map((issue) => (issue.code === 'invalid_type' ? kindInWords(issue.expected) : valuesOf(issue))),
  );
  return [...new Set(kinds)].join(' or ');
}

function valuesOf(issue: Raw): string {
  return issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : 'something else';
}

function wordsFor(issue: Raw): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kindInWords(issue.expected)}${issue.expected === 'string' ? ' (put it in quotes)' : ''}`;
    case 'invalid_value':
      return `is none of ${valuesOf(issue)}`;
    case 'invalid_union':
      return issue.discriminator === undefined ? 'is not valid' : 'is none of directory, ftp, sftp';
    default:
      return issue.message;
  }
}

function kindInWords(expected: string): string {
  switch (expected) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'a set of keys';
    default:
      return `a ${expected}`;
  }
}
