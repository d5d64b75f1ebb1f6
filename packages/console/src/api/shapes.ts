import type { LineShape, RunShape } from '@syncline/daemon';
import type { ShownPath } from '../words/paths.ts';

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
  readonly version: string;
}

export type SideName = 'source' | 'destination';

/** The counts of a run, as the last line of the command line says them. */
export type Summary = NonNullable<RunShape['summary']>;

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

export interface HeldShape extends ShownPath {
  readonly side: SideName;
  readonly kind: string;
  readonly size?: number | undefined;
  readonly proof: string;
}

/** A conflict copy, and what it is the other version of. The encoding is that of both. */
export interface ConflictShape extends ShownPath {
  readonly copy: string;
  /** Where the version of the copy came from. */
  readonly side: SideName;
  readonly when: string;
  readonly size?: number | undefined;
  /** Something stands under the plain name still. */
  readonly plain: boolean;
  readonly plainSize?: number | undefined;
}

/** Both versions of a conflict. */
export interface ComparisonShape extends ShownPath {
  readonly copy: string;
  readonly side: SideName;
  readonly when: string;
  /** Sent back with what is decided: it tells whether the versions are still those that were seen. */
  readonly state: string;
  readonly plain: VersionShape | null;
  readonly kept: VersionShape | null;
}

export interface VersionShape {
  /** Where it came from. */
  readonly from: SideName;
  readonly kind: 'file' | 'link' | 'directory' | 'unknown';
  readonly size?: number;
  readonly time?: string;
  /** Where it was looked at. */
  readonly on: SideName;
  readonly preview: PreviewShape;
}

export type PreviewShape =
  | { readonly kind: 'text'; readonly text: string; readonly truncated: boolean }
  | { readonly kind: 'binary' }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'none'; readonly message?: string };

export type Keep = 'plain' | 'copy' | 'both';

export interface ResolvedShape extends ShownPath {
  readonly copy: string;
  readonly keep: Keep;
  /** Where it was done. */
  readonly on: SideName | null;
  /** The run whose trash has what was replaced. */
  readonly trash: string | null;
  readonly next: 'next run' | null;
}

/** An old version that is kept. */
export interface KeptShape extends ShownPath {
  readonly run: string;
  readonly started: string;
  readonly side: SideName;
  readonly original?: string | undefined;
  readonly kind: string;
  readonly size?: number | undefined;
}

export interface RestoredShape extends ShownPath {
  readonly outcome: 'restored' | 'failed';
  readonly message?: string | undefined;
}

/** A list of which the daemon answers the first ones. */
export interface Listed<T> {
  readonly entries: readonly T[];
  readonly more: number;
}

/** Why a path is as it is. */
export interface WhyShape extends ShownPath {
  readonly rule: string | null;
  readonly does: string;
  readonly next: string | null;
  readonly hold: { readonly id: string; readonly approved: boolean; readonly proof: string } | null;
  readonly source: WhySide;
  readonly destination: WhySide;
  readonly journal: { readonly kind: string; readonly size?: number } | null;
  readonly excluded: readonly (ShownPath & { readonly because: string })[];
  /** Folders above it of which there is something to say. */
  readonly above: readonly (ShownPath & { readonly does: string })[];
  readonly renamedFrom: ShownPath | null;
  readonly last: {
    readonly op: string;
    readonly side: SideName;
    readonly outcome: string;
    readonly when: string;
    readonly rule: string;
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
  /** Why its folder could not be listed whole. */
  readonly incomplete?: string;
}

/** What is on a side, as far as it was looked at, and what leaves each entry out. */
export interface EntriesShape {
  readonly address: string;
  readonly root: 'directory' | 'absent' | 'not-directory';
  readonly entries: readonly (ShownPath & {
    readonly kind: 'file' | 'directory' | 'link' | 'unknown';
    /** Null: it takes part. */
    readonly exclusion: {
      readonly because: string;
      readonly pattern?: string;
      readonly side?: SideName;
    } | null;
  })[];
  /** In the folders that were listed, shown or not. */
  readonly found: number;
  readonly endedBy: 'entries' | 'time' | null;
  readonly unlisted: readonly (ShownPath & { readonly because: string })[];
  readonly hidesDotNames: boolean;
}

/** What an endpoint can do. */
export interface ProbeShape {
  readonly address: string;
  /** Of the host key of an SFTP server. */
  readonly fingerprint?: string | undefined;
  readonly root: 'directory' | 'absent' | 'not-directory';
  /** Where it is absent: a first run can make it. */
  readonly parentExists?: boolean | undefined;
  readonly traits?: Readonly<Record<string, unknown>> | undefined;
  /** What came out of writing, where the item would write. */
  readonly tried?: Readonly<Record<string, unknown>> | undefined;
  readonly trouble?: string | undefined;
  readonly notices?: readonly string[] | undefined;
}
