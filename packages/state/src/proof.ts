import { JournalDamaged } from './errors.js';
import { LEDGER_KINDS, startingWith } from './keys.js';
import type { Ledger } from './ledger.js';
import { shiftDigest } from './ledger.js';
import { sealNumber } from './sealed.js';
import type { Store } from './store.js';

/**
 * Reads every record and proves that together they are exactly what the ledger says. This is what shows a log
 * record that LevelDB skipped, a table that its manifest forgot, and a block that reads as empty.
 */
export async function proveContents(store: Store, ledger: Ledger): Promise<void> {
  let { rows, contents, digest } = { rows: 0, contents: 0, digest: 0 };
  for (const kind of LEDGER_KINDS) {
    for await (const chunk of store.chunks(startingWith(`${kind}\0`))) {
      for (const [key, body] of chunk) digest = shiftDigest(digest, undefined, sealNumber(key, body));
      if (kind !== 'r') continue;
      rows += chunk.length;
      for (const [, body] of chunk) contents += isContentBody(body) ? 1 : 0;
    }
  }
  if (rows !== ledger.rows || contents !== ledger.contents) {
    throw new JournalDamaged(`it holds ${rows} rows where its ledger says ${ledger.rows}`);
  }
  if (digest !== ledger.digest) throw new JournalDamaged('its rows are not those that its ledger speaks of');
}

function isContentBody(body: string): boolean {
  return body[0] !== 'd';
}
