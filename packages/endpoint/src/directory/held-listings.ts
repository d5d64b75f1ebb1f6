import type { PackedListing } from './packed-listing.js';

/** Directories that are visited at once, with some to spare. */
const MAX_HELD = 32;
/** About 2 MB. */
const MAX_HELD_ENTRIES = 20_000;

/** The last listings that were answered without their files, should these be wanted after all. */
export class HeldListings {
  readonly #listings = new Map<number, PackedListing>();
  #entries = 0;

  hold(number: number, listing: PackedListing): void {
    this.#listings.set(number, listing);
    this.#entries += listing.marks.length;
    for (const [oldest] of this.#listings) {
      if (this.#listings.size <= MAX_HELD && this.#entries <= MAX_HELD_ENTRIES) return;
      this.take(oldest);
    }
  }

  /** Gives a listing away; undefined: it is not held any more. */
  take(number: number): PackedListing | undefined {
    const listing = this.#listings.get(number);
    if (listing === undefined) return undefined;
    this.#listings.delete(number);
    this.#entries -= listing.marks.length;
    return listing;
  }
}
