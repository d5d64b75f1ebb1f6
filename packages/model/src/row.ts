import type { ContentEntry, Identity, Side, Token } from './entry.js';

/** What the journal keeps of one side's observation of a file or link. */
export interface SideState {
  readonly token: Token;
  readonly racy: boolean;
  readonly identity?: Identity | undefined;
}

/** A file or link that both sides last agreed on. */
export interface ContentRow {
  readonly kind: 'file' | 'link';
  readonly size: number;
  /** SHA-256 of the content, lower-case hex, where content passed through; of a link: its target. */
  readonly hash?: string | undefined;
  readonly source: SideState;
  readonly destination: SideState;
}

/** A directory that both sides last had. */
export interface DirectoryRow {
  readonly kind: 'directory';
  /** On which sides it was a mount point. */
  readonly mountPoint?: { readonly source: boolean; readonly destination: boolean } | undefined;
  /** By what it is known again under another name, on the sides that tell. */
  readonly identity?: Readonly<Partial<Record<Side, Identity>>> | undefined;
  /** The mode (rwx bits) that both sides last had alike; undefined where they never had, or a side does not tell. */
  readonly mode?: number | undefined;
}

/** What both sides last agreed on, for one path. */
export type Row = ContentRow | DirectoryRow;

/** What a row's file, link or directory is known by under another name, on a side. */
export function identityOf(row: Row | undefined, side: Side): Identity | undefined {
  return row?.kind === 'directory' ? row.identity?.[side] : row?.[side].identity;
}

export function sideState(entry: ContentEntry): SideState {
  return { token: entry.token, racy: entry.racy, identity: entry.identity };
}
