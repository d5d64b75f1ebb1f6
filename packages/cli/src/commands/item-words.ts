import type { Path } from '@syncline/model';
import { pathFromBytes, pathFromText } from '@syncline/model';

import { safeText } from '../safe-text.js';
import { usageError } from '../usage.js';

/** An item as it was given on the command line, and the words after it. */
export interface ItemWords<Further extends readonly string[]> {
  readonly source: string;
  readonly destination: string;
  readonly further: Further;
}

/** Takes SOURCE and DESTINATION, and as many further words as are named, or throws `usage`. */
export function takeItem<const Names extends readonly string[]>(
  words: readonly string[],
  command: string,
  names: Names,
): ItemWords<{ readonly [Key in keyof Names]: string }> {
  const usage = ['Write: syncline', command, 'SOURCE DESTINATION', ...names, '--mode MODE'].join(' ');
  if (words.length === names.length + 1) {
    const name = safeText(words[0]!);
    throw usageError(`'${name}' stands alone: items that have a name are not in this version. ${usage}`);
  }
  if (words.length !== names.length + 2) {
    const few = words.length < names.length + 2;
    throw usageError(`${command}: there are too ${few ? 'few' : 'many'} arguments. ${usage}`);
  }
  const [source, destination, ...further] = words;
  return {
    source: source!,
    destination: destination!,
    further: further as unknown as { readonly [Key in keyof Names]: string },
  };
}

const ESCAPED_BYTE = /\\x([0-9a-f]{2})/g;

/**
 * The paths that a person may mean: the text itself, and what it says where `\xNN` stands for a byte, as Syncline shows
 * names that are not UTF-8. `./` at the start and `/` at the end are dropped. Throws `usage` for what is no path in an item.
 */
export function readPath(text: string): readonly Path[] {
  const plain = text.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
  const parts = plain.split('/');
  if (plain === '' || plain === '.') {
    throw usageError(`'${safeText(text)}' is the root itself. Name a file or folder in it`);
  }
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw usageError(
      `'${safeText(text)}' is not a path within the item. Write it relative to the root, such as docs/a.txt`,
    );
  }
  const bytes = pathFromText(plain);
  const unescaped = bytes.replace(ESCAPED_BYTE, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return unescaped === bytes || unescaped.split('/').includes('')
    ? [bytes]
    : [bytes, pathFromBytes(unescaped)];
}
