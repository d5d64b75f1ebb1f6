import type { ContentEntry, DirectoryEntry, Path, Problem } from '@syncline/model';
import { hasContent, joinPath, makeLike } from '@syncline/model';
import type { Decision } from './decision.js';
import { FORGET, NOTHING } from './decision.js';
import { decideFiles } from './files.js';
import { decideLinks } from './links.js';
import { vanishedMount } from './mounts.js';
import type { Pairing } from './pairing.js';
import { isUnknown } from './pairing.js';
import type { Policy } from './policy.js';
import type { Hashes } from './standing.js';
import { unholdable } from './unholdable.js';

/**
 * The one-way table of SPEC §3: a pure function of what the source, the destination and the journal say of a name.
 * All operations are done on the destination. `hashes` answers an earlier `hash` decision on the same pairing.
 */
export function decideOneWay(
  pairing: Pairing,
  directory: Path,
  policy: Policy,
  hashes: Hashes = {},
): Decision {
  const { row, source, destination } = pairing;
  const path = joinPath(directory, pairing.name);
  const problem = problemOf(pairing, path, policy);
  if (problem !== undefined) return skip(path, problem.side, problem.problem);
  if (isUnknown(source) || isUnknown(destination)) return NOTHING;
  if (source === 'absent') {
    if (destination === 'absent') return row === undefined ? NOTHING : FORGET;
    if (policy.mode === 'clone') return extra(destination);
    return row === undefined ? NOTHING : FORGET;
  }
  if (destination === 'absent') return create(path, source);
  if (source.kind === 'file' && destination.kind === 'file') {
    const known = row?.kind === 'file' ? row : undefined;
    return decideFiles({ path, row: known, source, destination, hashes }, policy);
  }
  if (source.kind === 'link' && destination.kind === 'link')
    return decideLinks(path, row?.kind === 'link' ? row : undefined, source, destination);
  if (source.kind === 'directory' && destination.kind === 'directory')
    return { do: 'descend', source, destination };
  return otherKind(path, source, destination, policy);
}

type Known = ContentEntry | DirectoryEntry;

function create(path: Path, source: Known): Decision {
  if (!hasContent(source)) {
    const operation = makeLike(source, { side: 'destination', path, reason: 'new' });
    return { do: 'make', operation, directory: source };
  }
  return {
    do: 'apply',
    operation: { op: 'copy', side: 'destination', path, reason: 'new', content: source },
  };
}

function extra(entry: Known): Decision {
  return hasContent(entry)
    ? { do: 'delete', side: 'destination', entry }
    : { do: 'vanished', side: 'destination', entry };
}

function otherKind(path: Path, source: Known, destination: Known, policy: Policy): Decision {
  if (policy.mode === 'clone') return { do: 'replace', side: 'destination', old: destination, entry: source };
  const message = `the source has a ${source.kind} here and the destination a ${destination.kind}; simple mode never replaces one by the other: rename or remove one of them`;
  return skip(path, 'destination', { code: 'kind', path, message });
}

/** The problem that makes a name unknown, if it has one of its own; that of an incomplete listing is told once. */
function problemOf(
  { row, source, destination }: Pairing,
  path: Path,
  policy: Policy,
): { readonly side: 'source' | 'destination'; readonly problem: Problem } | undefined {
  if (typeof source === 'object' && source.kind === 'unknown')
    return { side: 'source', problem: source.problem };
  const left = source === 'absent' && policy.mode === 'simple';
  if (typeof destination === 'object' && destination.kind === 'unknown' && !left) {
    return { side: 'destination', problem: destination.problem };
  }
  const unheld = unholdable(source, 'source', path, policy);
  if (unheld !== undefined) return { side: 'source', problem: unheld };
  if (source === 'absent' && destination === 'absent') return undefined;
  for (const [side, seen] of [
    ['source', source],
    ['destination', destination],
  ] as const) {
    const problem = vanishedMount(row, side, seen, path);
    if (problem !== undefined) return { side, problem };
  }
  return undefined;
}

function skip(path: Path, side: 'source' | 'destination', problem: Problem): Decision {
  return { do: 'apply', operation: { op: 'skip', side, path, reason: problem.code, problem } };
}
