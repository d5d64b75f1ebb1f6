import type { NameVerdict } from '../remote/assemble.js';

/** The one check of every name, from a listing and to a request alike. SFTP carries any bytes that a name may hold. */
export function judgeName(name: string): NameVerdict {
  if (name === '' || name === '.' || name === '..') return 'unsafe';
  return name.includes('/') || name.includes('\0') ? 'unsafe' : 'fine';
}
