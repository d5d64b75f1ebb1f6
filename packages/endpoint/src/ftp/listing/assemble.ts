import type { Entry, Listing, Name, Path } from '@syncline/model';
import { joinPath, unknownEntry } from '@syncline/model';
import { assembleListing } from '../../remote/assemble.js';
import { judgeName } from '../names.js';
import type { ListedEntry } from './line.js';
import { packListed, versionOf } from './token.js';

/** How a listed entry becomes an entry of the model. */
export interface EntryRules {
  readonly windows: boolean;
  isRacy(mtime: number | undefined): boolean;
}

/** A listed entry whose name is fine, as an entry. */
export function toEntry(directory: Path, listed: ListedEntry, rules: EntryRules): Entry {
  const name = listed.name as Name;
  const path = joinPath(directory, name);
  switch (listed.kind) {
    case 'directory':
      return {
        kind: 'directory',
        name,
        ...(listed.unique !== undefined && { identity: `/${listed.unique}` }),
      };
    case 'link':
      return unknownEntry(
        path,
        name,
        'link',
        'A symbolic link on the server; links are not followed over FTP',
      );
    case 'special':
      return unknownEntry(path, name, 'special', 'Neither a file nor a directory on the server');
    case 'file': {
      const { token, identity } = versionOf(listed);
      const racy = rules.isRacy(listed.mtime);
      return { kind: 'file', name, size: listed.size ?? 0, mtime: listed.mtime, token, identity, racy };
    }
  }
}

const UNHOLDABLE =
  'This name is not UTF-8, holds control characters, or begins or ends with a space: FTP cannot carry it. Rename it.';

/** A listing from its entries. `trouble` is the first reason, if any, for which it is not complete. */
export function assemble(
  directory: Path,
  listed: readonly ListedEntry[],
  rules: EntryRules,
  trouble: string | undefined,
): Listing {
  const assembly = {
    judge: (name: string) => judgeName(name, rules.windows),
    unholdable: UNHOLDABLE,
    toEntry: (parent: Path, each: ListedEntry) => toEntry(parent, each, rules),
    pack: packListed,
  };
  return assembleListing(directory, listed, assembly, trouble);
}
