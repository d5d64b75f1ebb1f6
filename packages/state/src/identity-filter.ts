import type { Identity, Side } from '@syncline/model';

/** A bit for each of so many hashes: with a million identities one unknown in twenty still has to be looked up. */
const BITS = 2 ** 23;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Tells in no time of most identities that they are not in the index (a Bloom filter): in a first copy every file is new, and a
 * look into the database for each costs as much as writing its row.
 */
export class IdentityFilter {
  readonly #bits = new Uint8Array(BITS / 8);

  add(side: Side, identity: Identity): void {
    for (const bit of bitsOf(side, identity)) this.#bits[bit >> 3]! |= 1 << (bit & 7);
  }

  /** False: it was never added. */
  mayHave(side: Side, identity: Identity): boolean {
    return bitsOf(side, identity).every((bit) => (this.#bits[bit >> 3]! & (1 << (bit & 7))) !== 0);
  }
}

/** Two bits, from the two halves of what FNV-1a makes of it twice. */
function bitsOf(side: Side, identity: Identity): readonly [number, number] {
  const first = fnv(side === 'source' ? FNV_OFFSET : ~FNV_OFFSET, identity);
  return [(first >>> 0) % BITS, (fnv(first, identity) >>> 0) % BITS];
}

function fnv(from: number, text: string): number {
  let hash = from;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return hash;
}
