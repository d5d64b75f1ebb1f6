import type { Document } from 'yaml';
import { LineCounter, parseDocument } from 'yaml';

import type { Config } from './configured-item.js';
import { DEFAULT_CONCURRENCY } from './configured-item.js';
import { crossChecks } from './cross-checks.js';
import { toHttp } from './http-schema.js';
import { issuesOf } from './issues.js';
import { toNotify } from './notify-schema.js';
import { positionAt, positionOf } from './positions.js';
import type { ConfigProblem, KeyPath } from './problem.js';
import { formatKey } from './problem.js';
import type { ConfigDocument } from './schema.js';
import { configSchema } from './schema.js';
import type { Surroundings } from './to-item.js';
import { absolute, toItem } from './to-item.js';

/** A configuration text, read. */
export interface ParsedConfig {
  /** Undefined where a problem is an error. */
  readonly config: Config | undefined;
  /** In the order of their lines. */
  readonly problems: readonly ConfigProblem[];
}

/** Reads and checks a whole configuration text. Never throws: what is wrong is in `problems`. An empty one has no items. */
export function parseConfig(text: string, around: Surroundings): ParsedConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const { config, problems } = checkDocument(document, lines, around);
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  return { config: sorted.some(({ level }) => level === 'error') ? undefined : config, problems: sorted };
}

function checkDocument(document: Document, lines: LineCounter, around: Surroundings): ParsedConfig {
  if (document.errors.length > 0)
    return { config: undefined, problems: document.errors.map((error) => syntaxProblem(error, lines)) };
  const value = plainValue(document);
  if (typeof value === 'string') return { config: undefined, problems: [wholeFile(value)] };
  const checked = configSchema.safeParse(value.of ?? {}, { reportInput: true });
  const at = (
    level: ConfigProblem['level'],
    path: KeyPath,
    message: string,
    atKey?: boolean,
  ): ConfigProblem => ({
    level,
    ...positionOf(document, lines, path, atKey),
    key: formatKey(path),
    message,
  });
  if (!checked.success) {
    const issues = issuesOf(checked.error.issues);
    return {
      config: undefined,
      problems: issues.map(({ path, message, atKey }) => at('error', path, message, atKey)),
    };
  }
  const config = toConfig(checked.data, around);
  const findings = [...crossChecks(config.items)];
  return { config, problems: findings.map(({ level, path, message }) => at(level, path, message)) };
}

/** What is found to be wrong with a text beyond its own words, such as a secret that is missing: told where the path leads. */
export function problemAt(
  text: string,
  level: ConfigProblem['level'],
  path: KeyPath,
  message: string,
): ConfigProblem {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return { level, ...positionOf(document, lines, path), key: formatKey(path), message };
}

/** The parser's own words, without the excerpt of the text that follows them. */
function syntaxProblem(
  { message, pos }: { message: string; pos: [number, number] },
  lines: LineCounter,
): ConfigProblem {
  const [reason = ''] = message.split(/ at line \d|:?\n/);
  return {
    level: 'error',
    ...positionAt(lines, pos[0]),
    key: '',
    message: `this is not valid YAML: ${reason}`,
  };
}

/** Too many aliases are refused by the parser only now. */
function plainValue(document: Document): { readonly of: unknown } | string {
  try {
    return { of: document.toJS() };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wholeFile(message: string): ConfigProblem {
  return { level: 'error', line: 1, column: 1, key: '', message };
}

function toConfig(document: ConfigDocument, around: Surroundings): Config {
  return {
    items: (document.items ?? []).map((item) => toItem(item, around)),
    timezone: document.timezone,
    concurrency: document.concurrency ?? DEFAULT_CONCURRENCY,
    permissions: document.permissions ?? 'warn',
    notify: toNotify(document.notify),
    http: toHttp(document.http ?? {}, (path) => absolute(path, around)),
  };
}
