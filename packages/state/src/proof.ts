import { JournalDamaged } from './errors.js';
import { decodeRecord } from './directory-record.js';
import { startingWith } from './keys.js';
import type { Ledger } from './ledger.js';
import { shiftDigest } from './ledger.js';
import { Page } from './page.js';
import { sealNumber, sealNumberOfBytes } from './sealed.js';
import type { Store } from './store.js';

/** Facts, notes, sums of files, and rows as they were in format 1. */
const TEXT_KINDS = ['f', 'n', 's', 'r'] as const;

/**
 * Reads every record and proves that together they are exactly what the ledger says. This is what shows a log
 * record that LevelDB skipped, a table that its manifest forgot, and a block that reads as empty.
 */
export async function proveContents(store: Store, ledger: Ledger): Promise<void> {
  let { rows, contents, digest } = { rows: 0, contents: 0, digest: 0 };
  for (const kind of TEXT_KINDS) {
    for await (const chunk of store.chunks(startingWith(`${kind}\0`))) {
      for (const [key, body] of chunk) digest = shiftDigest(digest, undefined, sealNumber(key, body));
      if (kind !== 'r') continue;
      rows += chunk.length;
      for (const [, body] of chunk) contents += body[0] === 'd' ? 0 : 1;
    }
  }
  for await (const [key, body] of store.bytes(startingWith('p\0'))) {
    digest = shiftDigest(digest, undefined, sealNumberOfBytes(key, body));
    const record = decodeRecord(body);
    if (record.type === 'pages') continue;
    const page = new Page(record.rows);
    rows += page.length;
    contents += page.contentCount;
  }
  if (rows !== ledger.rows || contents !== ledger.contents) {
    throw new JournalDamaged(`it holds ${rows} rows where its ledger says ${ledger.rows}`);
  }
  if (digest !== ledger.digest) throw new JournalDamaged('its rows are not those that its ledger speaks of');
}
