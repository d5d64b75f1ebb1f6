import type { Promised } from '../compare-trees.ts';
import type { Command } from '../measure.ts';

/** How a program keeps two directories in step. */
export interface Tool {
  readonly name: string;
  readonly needs: readonly string[];
  readonly shown: string;
  readonly promised: Promised;
  /** See `Contender.slow`. */
  readonly slow?: boolean;
  /** `memory` is the directory where it may keep what it has to remember; it need not be there. */
  command(source: string, destination: string, memory: string): Command;
  /** Where the first run on a pair is another one. */
  first?(source: string, destination: string, memory: string): Command;
  readonly shownFirst?: string;
}
