import type { ShownPath } from './paths.ts';
import { hasEscapes } from './paths.ts';

/** A line of a log, taken apart: the time, whose it is, and what is said; of an operation what was done, and to which path. */
export interface LogWords {
  readonly time: string;
  /** Before the path, or all of it. */
  readonly before: string;
  readonly path: ShownPath | undefined;
  /** As it stands in the line, between `before` and `behind`. */
  readonly shown: string;
  readonly behind: string;
}

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC(?=  )/;
/** What operations are called in a log. */
const OPERATION =
  /^((?:not )?(?:copied|updated|deleted|made|removed|moved|resolved)|conflict|skipped|held|time (?:not )?set|mode (?:not )?set) +/;
/** What may follow a path: a size, the copy of a conflict, which side failed, what a held one waits for. */
const BEHIND =
  / \((?:[\d.,]+ [KMGTP]?i?B|the other version is kept as .*|waits for approval to be \w+)\)$| \((?:source|destination)\): .*$/;
const FROM = /^.* -> /;

export function timeOf(text: string): string {
  return TIME.exec(text)?.[0] ?? '';
}

/** Takes a line of a log apart. A path that holds what else stands around paths may be cut wrongly: it is only a link. */
export function readLogLine(text: string): LogWords {
  const time = timeOf(text);
  const rest = text.slice(time.length).trimStart();
  const operation = OPERATION.exec(rest)?.[0];
  if (operation === undefined) return { time, before: rest, path: undefined, shown: '', behind: '' };
  const subject = rest.slice(operation.length);
  const behind = BEHIND.exec(subject)?.[0] ?? '';
  const paths = subject.slice(0, subject.length - behind.length);
  const from = /^(?:not )?moved/.test(operation) ? (FROM.exec(paths)?.[0] ?? '') : '';
  const shown = paths.slice(from.length);
  return { time, before: operation + from, path: pathIn(shown), shown, behind };
}

/** Folders end in a slash, the root is a dot. */
function pathIn(shown: string): ShownPath {
  const path = shown === '.' ? '' : shown.replace(/\/$/, '');
  return hasEscapes(path) ? { path, encoding: 'escaped' } : { path };
}
