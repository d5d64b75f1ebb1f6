import type { ErrorCode, Outcome, Path, Side, Summary } from '@syncline/model';

/** What a run says while it goes on; the last event of every run is its summary. */
export type RunEvent =
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'operation'; readonly outcome: Outcome }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'summary'; readonly summary: Summary };

/** One line for people that belongs to no single path, such as a journal that had to be set aside. */
export interface Notice {
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  /** Of an error: its code, and the side that it is about. */
  readonly code?: ErrorCode | undefined;
  readonly side?: Side | undefined;
}

/** A sample of where a run is; samples may be dropped, the last one before the summary is exact. */
export interface Progress {
  readonly phase: 'connecting' | 'copying' | 'deleting' | 'finishing';
  /** Entries looked at on both sides. */
  readonly scanned: number;
  /** Files and links written, and their bytes on the way so far. */
  readonly files: number;
  readonly bytes: number;
  /** Directories visited, and those known and still to be visited. */
  readonly directoriesDone: number;
  readonly directoriesPending: number;
  readonly seconds: number;
  /** Files and links to be written that were found so far, and their bytes: those written, or on the way, are among them. */
  readonly filesFound: number;
  readonly bytesFound: number;
  /** Nothing more is to be found: these are all. */
  readonly allFound: boolean;
  /** What `scanned` will come to, by what the journal knew at the start; undefined at a first run, or where not all is looked at. */
  readonly expectedEntries?: number | undefined;
  readonly current?: Path | undefined;
}
