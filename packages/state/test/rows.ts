import { pathFromBytes } from '@syncline/model';
import type { ContentRow, Path, SideState } from '@syncline/model';

/** A file's row whose tokens and identities all tell `version`. */
export function fileRow(version: string, size = version.length): ContentRow {
  return {
    kind: 'file',
    size,
    hash: undefined,
    source: state(`s-${version}`),
    destination: state(`d-${version}`),
  };
}

export const directoryRow = { kind: 'directory' } as const;

export function path(text: string): Path {
  return pathFromBytes(text);
}

function state(token: string): SideState {
  return { token, racy: false, identity: `id-${token}` };
}
