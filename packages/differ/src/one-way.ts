import type { ContentEntry, DirectoryEntry, Entry, Path, Problem } from '@syncline/model';
import { hasContent, joinPath } from '@syncline/model';
import type { ContentVerdict, Decision } from './decision.js';
import { FORGET, NOTHING } from './decision.js';
import { decideFiles } from './files.js';
import { decideLinks } from './links.js';
import type { Pairing, Seen } from './pairing.js';
import type { Policy } from './policy.js';

/**
 * The one-way table of SPEC §3: a pure function of what the source, the destination and the journal say of a name.
 * All operations are done on the destination. `verdict` answers an earlier `compare` decision on the same pairing.
 */
export function decideOneWay(
  pairing: Pairing,
  directory: Path,
  policy: Policy,
  verdict?: ContentVerdict,
): Decision {
  const { row, source, destination } = pairing;
  const path = joinPath(directory, pairing.name);
  const problem = problemOf(source, destination, path, policy);
  if (problem !== undefined) return skip(path, problem.side, problem.problem);
  if (isUnknown(source) || isUnknown(destination)) return NOTHING;
  if (source === 'absent') {
    if (destination === 'absent') return row === undefined ? NOTHING : FORGET;
    if (policy.mode === 'clone') return { do: 'extra', entry: destination };
    return row === undefined ? NOTHING : FORGET;
  }
  if (destination === 'absent') return create(path, source);
  if (source.kind !== destination.kind) return otherKind(path, source, destination, policy);
  return sameKind(pairing, path, source, destination, policy, verdict);
}

type Known = ContentEntry | DirectoryEntry;

function create(path: Path, source: Known): Decision {
  if (!hasContent(source)) {
    const operation = { op: 'mkdir', side: 'destination', path, reason: 'new', mode: source.mode } as const;
    return { do: 'make', operation, directory: source };
  }
  return { do: 'apply', operation: { op: 'copy', side: 'destination', path, reason: 'new', content: source } };
}

function otherKind(path: Path, source: Known, destination: Known, policy: Policy): Decision {
  if (policy.mode === 'clone') return { do: 'replace', old: destination, entry: source };
  const message = `the source has a ${source.kind} here and the destination a ${destination.kind}; simple mode never replaces one by the other: rename or remove one of them`;
  return skip(path, 'destination', { code: 'kind', path, message });
}

function sameKind(
  pairing: Pairing,
  path: Path,
  source: Known,
  destination: Known,
  policy: Policy,
  verdict: ContentVerdict | undefined,
): Decision {
  const row = pairing.row;
  if (source.kind === 'file' && destination.kind === 'file') {
    const known = row?.kind === 'file' ? row : undefined;
    return decideFiles({ path, row: known, source, destination, verdict }, policy);
  }
  if (source.kind === 'link' && destination.kind === 'link') {
    return decideLinks(path, row?.kind === 'link' ? row : undefined, source, destination);
  }
  return decideDirectories(pairing, path, source as DirectoryEntry, destination as DirectoryEntry);
}

function decideDirectories(
  { row }: Pairing,
  path: Path,
  source: DirectoryEntry,
  destination: DirectoryEntry,
): Decision {
  if (row?.kind === 'directory' && row.mountPoint !== undefined) {
    const lost = (row.mountPoint.source && source.mountPoint !== true && 'source') ||
      (row.mountPoint.destination && destination.mountPoint !== true && 'destination');
    if (lost !== false) {
      const message = 'a file system was mounted here at the last run and is not now: mount it again, or remove the folder if it is meant to be gone';
      return skip(path, lost, { code: 'vanished-mount', path, message });
    }
  }
  return { do: 'descend', source, destination };
}

function isUnknown(seen: Seen): seen is 'unseen' | Extract<Entry, { kind: 'unknown' }> {
  return seen === 'unseen' || (seen !== 'absent' && seen.kind === 'unknown');
}

/** The problem that makes a name unknown, if it has one of its own; that of an incomplete listing is told once. */
function problemOf(
  source: Seen,
  destination: Seen,
  path: Path,
  policy: Policy,
): { readonly side: 'source' | 'destination'; readonly problem: Problem } | undefined {
  if (typeof source === 'object' && source.kind === 'unknown') return { side: 'source', problem: source.problem };
  const left = source === 'absent' && policy.mode === 'simple';
  if (typeof destination === 'object' && destination.kind === 'unknown' && !left) {
    return { side: 'destination', problem: destination.problem };
  }
  if (typeof source === 'object' && source.kind === 'link' && !policy.destination.links) {
    const message = 'a symbolic link, which the destination cannot hold: ignore it, or copy what it points to';
    return { side: 'source', problem: { code: 'link', path, message } };
  }
  return undefined;
}

function skip(path: Path, side: 'source' | 'destination', problem: Problem): Decision {
  return { do: 'apply', operation: { op: 'skip', side, path, reason: problem.code, problem } };
}
