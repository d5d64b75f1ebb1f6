import type { LineShape } from '@syncline/daemon';

export type {
  DaemonStatus,
  GroupStatus,
  ItemState,
  ItemStatus,
  LineShape,
  ProgressShape,
  RunShape,
} from '@syncline/daemon';

/** A value as the configuration file holds it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };
export type PlainSet = { readonly [key: string]: Plain };

/** An item as it is written in the configuration, without passwords that stand there. */
export interface ShownItem {
  readonly item: PlainSet;
  readonly hasPassword: boolean;
}

export type SideName = 'source' | 'destination';

/** The counts of a run, as the last line of the command line says them. */
export interface Summary {
  readonly exit: number;
  readonly copied: number;
  readonly updated: number;
  readonly deleted: number;
  readonly moved: number;
  readonly made: number;
  readonly removed: number;
  readonly conflicts: number;
  readonly skipped: number;
  readonly failed: number;
  readonly held: number;
  readonly bytes: number;
  readonly scanned: number;
  readonly seconds: number;
  readonly reason?: string | undefined;
}

/** What a run would do: its first operations, and how many there are beyond those. */
export interface PlannedRun {
  readonly lines: readonly LineShape[];
  readonly more: number;
  readonly summary?: Summary | undefined;
}

/** Deletes that wait, each with the proof that it rests on. */
export interface HoldShape {
  readonly id: string;
  readonly since: string;
  /** Why, for each side where deletes are held. */
  readonly because: Readonly<Partial<Record<SideName, string>>>;
  readonly files: number;
  readonly folders: number;
  readonly approved: boolean;
  readonly paths: readonly HeldShape[];
}

export interface HeldShape {
  readonly path: string;
  readonly side: SideName;
  readonly kind: string;
  readonly size?: number | undefined;
  readonly proof: string;
}

export interface ConflictShape {
  readonly path: string;
  readonly copy: string;
  readonly side: SideName;
  readonly when: string;
  readonly size?: number | undefined;
  readonly plain: boolean;
}

/** An old version that is kept. */
export interface KeptShape {
  readonly run: string;
  readonly started: string;
  readonly side: SideName;
  readonly path: string;
  readonly original?: string | undefined;
  readonly kind: string;
  readonly size?: number | undefined;
}

export interface RestoredShape {
  readonly path: string;
  readonly outcome: 'restored' | 'failed';
  readonly message?: string | undefined;
}

/** A list of which the daemon answers the first ones. */
export interface Listed<T> {
  readonly entries: readonly T[];
  readonly more: number;
}

/** Why a path is as it is. */
export interface WhyShape {
  readonly path: string;
  readonly rule: string | null;
  readonly does: string;
  readonly next: string | null;
  readonly hold: unknown;
  readonly source: WhySide;
  readonly destination: WhySide;
  readonly journal: { readonly kind: string; readonly size?: number } | null;
  readonly excluded: readonly Readonly<Record<string, unknown>>[];
  readonly last: {
    readonly op: string;
    readonly outcome: string;
    readonly when: string;
    readonly reason?: string;
    readonly message?: string;
  } | null;
}

export interface WhySide {
  readonly kind: string;
  readonly standing?: string;
  readonly size?: number;
  readonly time?: string;
  readonly message?: string;
}

/** What an endpoint can do. */
export interface ProbeShape {
  readonly address: string;
  readonly root: string;
  readonly traits?: Readonly<Record<string, unknown>> | undefined;
  readonly tried?: unknown;
  readonly trouble?: unknown;
  readonly notices?: readonly { readonly message: string }[] | undefined;
}
