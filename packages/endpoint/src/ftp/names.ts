import type { Name, Path } from '@syncline/model';
import { pathToText } from '@syncline/model';
import type { NameVerdict } from '../remote/assemble.js';

// eslint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x1f\x7f]/;
const DRIVE = /^[A-Za-z]:/;

/** Most names: printable ASCII without what could be special anywhere, and not all dots. */
const PLAIN = /^[\w(,=+@~-][\w(),:;=+@~.-]*$/;

/** The one check of every name, from a listing and to a command alike. */
export function judgeName(name: string, windows = false): NameVerdict {
  if (!windows && PLAIN.test(name)) return 'fine';
  if (name === '' || name === '.' || name === '..') return 'unsafe';
  if (name.includes('/') || name.includes('\0')) return 'unsafe';
  if (windows && (name.includes('\\') || DRIVE.test(name))) return 'unsafe';
  if (CONTROL.test(name) || name.startsWith(' ') || name.endsWith(' ')) return 'unholdable';
  return pathToText(name as Name) === undefined ? 'unholdable' : 'fine';
}

/** Whether a server would give this name back from its own listing; only such names are ever sent to one. */
export function serverCanHold(name: Name, windows = false): boolean {
  return judgeName(name, windows) === 'fine';
}

/** The first component of a path that must not be sent, or undefined. The root is fine. */
export function unsendable(path: Path, windows: boolean): string | undefined {
  if (path === '') return undefined;
  return path.split('/').find((name) => judgeName(name, windows) !== 'fine');
}
