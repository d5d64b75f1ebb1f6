import type { NameVerdict } from '../remote/assemble.js';

/**
 * The one check of every name, from a listing and to a request alike. SFTP carries any bytes that a name may hold; on Windows `\\`
 * separates names, what follows `:` is a part of the file, or the name is that of a drive, and dots and spaces at the end are dropped.
 */
export function judgeName(name: string, windows = false): NameVerdict {
  if (name === '' || name === '.' || name === '..') return 'unsafe';
  if (windows && /[\\:]|[. ]$/.test(name)) return 'unsafe';
  return name.includes('/') || name.includes('\0') ? 'unsafe' : 'fine';
}
