/** Something to be said of a configuration file, at the place that it is about. */
export interface ConfigProblem {
  readonly level: 'error' | 'warning';
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** `items[0].source.tls`; empty for the file as a whole. */
  readonly key: string;
  /** Reason and what to do, one line, without any value that may be secret. */
  readonly message: string;
}

/** Keys and indices from the top of the file. */
export type KeyPath = readonly (string | number)[];

/** `/etc/syncline.yaml:12:5: items[0].mode: is none of simple, clone, two-way`. */
export function problemLine(file: string, { line, column, key, message }: ConfigProblem): string {
  return `${file}:${line}:${column}: ${key === '' ? '' : `${key}: `}${message}`;
}

export function formatKey(path: KeyPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('');
}
