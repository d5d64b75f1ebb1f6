import type { Path } from '@syncline/model';
import { joinPath } from '@syncline/model';
import { headerOf } from './custody.js';
import { Draft } from './draft.js';
import { JournalDamaged } from './errors.js';
import { writeHeader } from './header.js';
import { startingWith } from './keys.js';
import type { Ledger } from './ledger.js';
import { JOURNAL_FORMAT } from './ledger.js';
import type { Place } from './place.js';
import { decodeTextRow } from './row-text.js';
import type { Store } from './store.js';

/** One step from a format of the journal to the next. */
export interface Migration {
  /** The format that it begins with; it ends with the one after it. */
  readonly from: number;
  /** Puts what has to change into the draft, which becomes one batch: all of it is done or nothing. */
  convert(draft: Draft, store: Store): Promise<void>;
}

/**
 * The steps from the first format to that of this code.
 *   1 → 2   rows lie in pages, and those of directories may hold identities, which the next look fills in. There may be a
 *           history.
 *   2 → 3   there may be sums of the files of a directory, which are dropped with each change of its rows.
 */
export const MIGRATIONS: readonly Migration[] = [
  { from: 1, convert: putIntoPages },
  { from: 2, convert: async () => undefined },
];

async function putIntoPages(draft: Draft, store: Store): Promise<void> {
  draft.beginRows();
  for await (const chunk of store.chunks(startingWith('r\0'))) {
    for (const [key, body] of chunk) {
      const [, parent, name] = key.split('\0') as [string, Path, Path];
      draft.changeRow({ path: joinPath(parent, name), row: decodeTextRow(body), previous: undefined });
      draft.changeRecord(key, undefined);
    }
  }
}

/**
 * Brings a journal that was found in order to the format of this code. The header goes first: an older version of Syncline
 * refuses the journal from then on, and a process that is stopped at any point leaves one that the next opening goes on with.
 */
export async function migrate(
  store: Store,
  found: Ledger,
  { place, itemName }: { readonly place: Place; readonly itemName: string },
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<Ledger> {
  if (found.format === JOURNAL_FORMAT) return found;
  await writeHeader(
    place.header,
    { ...headerOf(found, itemName), format: JOURNAL_FORMAT },
    { lasting: true },
  );
  let ledger = found;
  while (ledger.format < JOURNAL_FORMAT) {
    const step = migrations.find(({ from }) => from === ledger.format);
    if (step === undefined) throw new JournalDamaged(`there is no format ${ledger.format}`);
    const draft = new Draft(store, { ...ledger, format: step.from + 1 }, []);
    await step.convert(draft, store);
    const { changes, ledger: next } = draft.finish();
    await store.write(changes, { sync: true });
    ledger = next;
  }
  return ledger;
}
