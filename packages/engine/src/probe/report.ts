import type { RootState, Traits } from '@syncline/endpoint';

/** What an endpoint can do, as it says and as it was tried. */
export interface ProbeReport {
  /** Its address, without secrets. */
  readonly address: string;
  /** What it showed to prove that it is the right one; undefined where it has nothing of the kind, or does not tell. */
  readonly fingerprint: string | undefined;
  readonly root: RootState['state'];
  /** Where the root is absent: whether the folder that is to hold it is there, so that a first run can make it. */
  readonly parentExists: boolean | undefined;
  readonly traits: Traits;
  /** What it said on the way that people should know. */
  readonly notices: readonly string[];
  /** What was tried by writing; undefined where nothing was to be, or could be, written. */
  readonly tried: Trials | undefined;
  /** Why nothing could be tried, or not all of it. */
  readonly trouble: string | undefined;
  /** How many things were asked for at once, and whether it answered all without complaint. */
  readonly atOnce: { readonly asked: number; readonly allowed: boolean };
}

/** What came out of trying. Undefined: it could not be told. */
export interface Trials {
  /** Whether a file keeps the time that it is given. */
  readonly keepsTimes: boolean | undefined;
  /** The smallest unit of the time that it tells, µs. */
  readonly timePrecisionUs: number | undefined;
  /** How far its clock is ahead of ours, ms. */
  readonly clockAheadMs: number | undefined;
  /** Whether `a` and `A` are two names. */
  readonly caseMatters: boolean | undefined;
  /** Whether the two forms of `é` are two names. */
  readonly formMatters: boolean | undefined;
  /** Whether its listings show names that start with a dot. */
  readonly showsDotNames: boolean | undefined;
  /** Whether it can hold names of Maildir messages, such as `1:2,S`. */
  readonly holdsColons: boolean | undefined;
  /** Whether a file can be put in the place of another. */
  readonly replaces: boolean | undefined;
  readonly renames: boolean | undefined;
  readonly renamesFolders: boolean | undefined;
  /** Whether everything that was written for this could be removed. */
  readonly clean: boolean;
}
