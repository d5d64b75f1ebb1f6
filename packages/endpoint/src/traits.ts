import type { Name } from '@syncline/model';

/** What a side can do and how exactly it tells things. */
export interface Traits {
  /** What it is; something else says `memory`. Of a `directory` a power cut of this machine may take what was not flushed. */
  readonly type: 'directory' | 'ftp' | 'sftp' | 'memory';
  /** Whether content can be read at the price of a local disk, so that comparing it is cheap. */
  readonly local: boolean;
  /** Smallest difference of two times that the side can tell, µs. */
  readonly timePrecisionUs: number;
  readonly setsTimes: boolean;
  readonly modes: boolean;
  readonly links: boolean;
  /** Whether names that are not UTF-8 can be held. */
  readonly anyBytes: boolean;
  /** Whether a name can be held, where more is known of that than `anyBytes` says. */
  readonly holds?: ((name: Name) => boolean) | undefined;
  /** `listing`: tokens come from listings alone, so `look` must not be used to make a journal row. */
  readonly tokens: 'any' | 'listing';
  /** The side leaves names that start with a dot out of its listings, and nothing helps against it. */
  readonly hidesDotNames: boolean;
  /** It answers for a name by that very name alone: upper and lower case, and Unicode forms, are told apart. False: not known. */
  readonly exactNames: boolean;
  /** How many things are worth doing at once on this side. */
  readonly parallel: number;
}
