/** An invariant of SPEC §11 that did not hold. */
export class Violation extends Error {
  readonly invariant: string;

  constructor(invariant: string, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

/**
 * A history in which two files of different content have one size and, to the coarser clock, one time before the journal
 * knows them. By contract they are the same then (SPEC §2), so nothing can be asked of it.
 */
export class Coincidence extends Error {}
