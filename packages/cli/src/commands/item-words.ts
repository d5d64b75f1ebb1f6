import { safeText } from '@syncline/daemon/words';
import type { Path } from '@syncline/model';
import { pathFromBytes, pathFromText, usageError } from '@syncline/model';

/** An item as it was given on the command line: the name of a configured one, or its two endpoints. */
export type GivenItem =
  | { readonly by: 'name'; readonly name: string }
  | { readonly by: 'endpoints'; readonly source: string; readonly destination: string };

/** An item, and the words after it. */
export interface ItemWords<Further extends readonly string[]> {
  readonly given: GivenItem;
  readonly further: Further;
}

/** What a configured item may be called (SPEC §1). */
const ITEM_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** Takes ITEM, or SOURCE and DESTINATION, and as many further words as are named, or throws `usage`. */
export function takeItem<const Names extends readonly string[]>(
  words: readonly string[],
  command: string,
  names: Names,
): ItemWords<{ readonly [Key in keyof Names]: string }> {
  const usage = `Write: ${['syncline', command, 'ITEM', ...names].join(' ')}, or ${['syncline', command, 'SOURCE DESTINATION', ...names, '--mode MODE'].join(' ')}`;
  const [first = '', second = ''] = words;
  const further = words.slice(words.length - names.length) as unknown as {
    readonly [Key in keyof Names]: string;
  };
  switch (words.length - names.length) {
    case 1:
      if (ITEM_NAME.test(first)) return { given: { by: 'name', name: first }, further };
      throw usageError(`'${safeText(first)}' is not the name of an item, and stands alone. ${usage}`);
    case 2:
      return { given: { by: 'endpoints', source: first, destination: second }, further };
    default: {
      const few = words.length < names.length + 2;
      throw usageError(`${command}: there are too ${few ? 'few' : 'many'} arguments. ${usage}`);
    }
  }
}

/** A byte as `\xNN`, and characters as text that is shown has them (`safeText`). */
const ESCAPED_BYTE = /\\x([0-9a-f]{2})/g;
const ESCAPED_CHARACTER = /\\(?:u([0-9a-f]{4})|([nrt]))/g;
const CHARACTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * The paths that a person may mean: the text itself, and what it says where escapes are read as Syncline shows names with: those of bytes
 * that are not UTF-8, and those of characters as well. `./` at the start and `/` at the end are dropped. Throws `usage` for what is
 * no path in an item.
 */
export function readPath(text: string): readonly Path[] {
  const plain = text.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
  const parts = plain.split('/');
  if (plain === '' || plain === '.') {
    throw usageError(`'${safeText(text)}' is the root itself. Name a file or folder in it`);
  }
  if (!isPlain(parts)) {
    throw usageError(
      `'${safeText(text)}' is not a path within the item. Write it relative to the root, such as docs/a.txt`,
    );
  }
  const bytes = pathFromText(plain);
  const readings = [bytes, withBytes(bytes), withBytes(withCharacters(bytes))];
  return [...new Set(readings)].filter((path) => {
    const read = path.split('/');
    return read.length === parts.length && isPlain(read);
  });
}

function isPlain(parts: readonly string[]): boolean {
  return parts.every((part) => part !== '' && part !== '.' && part !== '..');
}

function withBytes(path: string): Path {
  return pathFromBytes(
    path.replace(ESCAPED_BYTE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

function withCharacters(path: string): string {
  return path.replace(ESCAPED_CHARACTER, (_, hex: string | undefined, letter: string) =>
    pathFromText(hex === undefined ? CHARACTERS[letter]! : String.fromCharCode(Number.parseInt(hex, 16))),
  );
}
