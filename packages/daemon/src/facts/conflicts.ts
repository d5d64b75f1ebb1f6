import type {
  ComparedConflict,
  ConflictCopy,
  ConflictVersion,
  KeptVersion,
  Preview,
  ResolvedConflict,
} from '@syncline/engine';
import type { Side } from '@syncline/model';
import { hasContent, pathFromBytes, showPath, showPaths, US_PER_MS } from '@syncline/model';
import { iso } from '../words/moments.js';

/** A conflict copy as programs get it. */
export function conflictFacts(conflict: ConflictCopy) {
  const { path, copy, side, sinceMs, size, plainExists, plainSize } = conflict;
  const shown = showPaths(path, copy);
  return {
    type: 'conflict',
    path: shown.path,
    copy: shown.from,
    side,
    when: iso(sinceMs),
    size,
    plain: plainExists,
    plainSize,
    encoding: shown.encoding,
  };
}

/** A conflict with both its versions, as programs get it. */
export function comparedFacts({ path, copy, side, sinceMs, on, state, plain, kept }: ComparedConflict) {
  const shown = showPaths(path, copy);
  return {
    path: shown.path,
    copy: shown.from,
    side,
    when: iso(sinceMs),
    encoding: shown.encoding,
    state,
    plain: plain === undefined ? null : versionFacts(plain, on),
    kept: kept === undefined ? null : versionFacts(kept, on),
  };
}

/** What was done about a conflict, as programs get it. */
export function resolvedFacts({ path, copy, on, trash }: ResolvedConflict, keep: KeptVersion) {
  const shown = showPaths(path, copy);
  return {
    path: shown.path,
    copy: shown.from,
    encoding: shown.encoding,
    keep,
    on: on ?? null,
    trash: trash ?? null,
    next: on === undefined ? null : 'next run',
  };
}

function versionFacts({ from, entry, preview }: ConflictVersion, on: Side) {
  const mtimeUs = entry.kind === 'file' ? entry.mtime : undefined;
  return {
    from,
    kind: entry.kind,
    size: hasContent(entry) ? entry.size : undefined,
    time: mtimeUs === undefined ? undefined : iso(mtimeUs / US_PER_MS),
    on,
    preview: previewFacts(preview),
  };
}

function previewFacts(preview: Preview) {
  if (preview.kind !== 'link') return preview;
  return { kind: preview.kind, target: showPath(pathFromBytes(preview.target)).path };
}
