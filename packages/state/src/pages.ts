import type { Name, Path } from '@syncline/model';
import type { DirectoryRecord } from './directory-record.js';
import { decodeRecord, pageOf } from './directory-record.js';
import { JournalDamaged } from './errors.js';
import { directoryKey, pageKey } from './keys.js';
import { Page } from './page.js';
import type { Store } from './store.js';

/** All rows of a directory, in order. */
export function pagesOf(store: Store, directory: Path): readonly Page[] {
  const record = recordAt(store, directoryKey(directory));
  if (record === undefined) return [];
  if (record.type === 'rows') return [new Page(record.rows)];
  return record.pages.map(({ id }) => pageAt(store, directory, id));
}

/** The page of a directory that has the row of a name, if any has. */
export function pageWith(store: Store, directory: Path, name: Name): Page | undefined {
  const record = recordAt(store, directoryKey(directory));
  if (record === undefined) return undefined;
  return record.type === 'rows'
    ? new Page(record.rows)
    : pageAt(store, directory, pageOf(record.pages, name));
}

function recordAt(store: Store, key: string): DirectoryRecord | undefined {
  const body = store.getBytes(key);
  return body === undefined ? undefined : decodeRecord(body);
}

function pageAt(store: Store, directory: Path, id: number): Page {
  const record = recordAt(store, pageKey(directory, id));
  if (record?.type !== 'rows') throw new JournalDamaged('a page of rows is missing');
  return new Page(record.rows);
}
