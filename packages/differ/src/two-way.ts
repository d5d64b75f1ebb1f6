import type {
  ContentEntry,
  ContentRow,
  DirectoryEntry,
  DirectoryRow,
  Path,
  Problem,
  Side,
} from '@syncline/model';
import { hasContent, joinPath, otherSide, sameTime, makeLike, updateTo } from '@syncline/model';
import { COARSEST_TRUSTED_PRECISION_US } from '@syncline/model';
import { carryAttributes } from './attributes.js';
import { vanishedMount } from './mounts.js';
import type { Pairing, Seen } from './pairing.js';
import { isUnknown } from './pairing.js';
import type { Policy } from './policy.js';
import { coarserPrecisionUs } from './policy.js';
import { unholdable } from './unholdable.js';
import type { Hashes, Standing } from './standing.js';
import { contentStandingOf, isUnchanged, outlived, standingOf } from './standing.js';
import type { Decision } from './decision.js';
import { FORGET, NOTHING } from './decision.js';

type Known = ContentEntry | DirectoryEntry;

/**
 * The two-way table of SPEC §3: a pure function of what the journal (O) and both sides (A, B) say of a name. It is
 * symmetric in the sides. `hashes` answers an earlier `hash` decision on the same pairing; whatever was asked for must
 * be given, so a name is decided after two questions at most.
 */
export function decideTwoWay(
  pairing: Pairing,
  directory: Path,
  policy: Policy,
  hashes: Hashes = {},
): Decision {
  const path = joinPath(directory, pairing.name);
  const { row, source, destination } = pairing;
  const problem = problemOf(pairing, path, policy);
  if (problem !== undefined) return problem;
  if (isUnknown(source) || isUnknown(destination)) return NOTHING;
  const name: NameState = { path, policy, hashes };
  if (source === 'absent') {
    if (destination !== 'absent') return oneSided(name, row, destination, 'destination');
    return row === undefined ? NOTHING : FORGET;
  }
  if (destination === 'absent') return oneSided(name, row, source, 'source');
  if (source.kind === 'directory') {
    return destination.kind === 'directory'
      ? { do: 'descend', source, destination }
      : contentAgainstDirectory(name, row, destination, 'destination', source);
  }
  if (destination.kind === 'directory')
    return contentAgainstDirectory(name, row, source, 'source', destination);
  return row === undefined || row.kind === 'directory'
    ? firstContact(name, source, destination)
    : bothContents(name, row, source, destination);
}

/** What all rules need besides the entries. */
interface NameState {
  readonly path: Path;
  readonly policy: Policy;
  readonly hashes: Hashes;
}

/** How a version stands to its row; where contents are compared, an unchanged token proves nothing (SPEC §2). */
function standingIn(
  { policy, hashes }: NameState,
  entry: ContentEntry,
  row: ContentRow,
  side: Side,
): Standing {
  return policy.compare === 'content' && row.hash !== undefined
    ? contentStandingOf(entry, row, side, hashes)
    : standingOf(entry, row, side, hashes);
}

/** `holder` has it, the other side does not. */
function oneSided(
  name: NameState,
  row: ContentRow | DirectoryRow | undefined,
  entry: Known,
  holder: Side,
): Decision {
  if (row?.kind === 'directory' && entry.kind === 'directory') return { do: 'vanished', side: holder, entry };
  if (row === undefined || row.kind === 'directory' || !hasContent(entry))
    return create(name.path, entry, otherSide(holder));
  const standing = standingIn(name, entry, row, holder);
  if (standing === 'ask' && row.hash !== undefined) return ask({ [holder]: entry });
  // Without a hash a doubt can't be settled against a side that has nothing: an edit is worth more than a delete.
  return standing === 'changed' || standing === 'ask'
    ? create(name.path, entry, otherSide(holder))
    : { do: 'delete', side: holder, entry };
}

function create(path: Path, entry: Known, side: Side): Decision {
  if (hasContent(entry))
    return { do: 'apply', operation: { op: 'copy', side, path, reason: 'new', content: entry } };
  return { do: 'make', operation: makeLike(entry, { side, path, reason: 'new' }), directory: entry };
}

/** Two files or links without a common past. */
function firstContact(name: NameState, source: ContentEntry, destination: ContentEntry): Decision {
  const { policy } = name;
  if (source.kind === 'file' && destination.kind === 'file' && source.size === destination.size) {
    const precisionUs = coarserPrecisionUs(policy);
    const exact = precisionUs <= COARSEST_TRUSTED_PRECISION_US && policy.compare === 'size+mtime';
    const settled = !source.racy && !destination.racy;
    const agrees = exact && settled && sameTime(source.mtime, destination.mtime, precisionUs);
    if (agrees || policy.compare === 'size') return { do: 'record', source, destination };
  }
  return recordOrConflict(name, source, destination);
}

/** Equal content is recorded and never conflicts (I13); different content conflicts. */
function recordOrConflict(name: NameState, source: ContentEntry, destination: ContentEntry): Decision {
  const equal = sameContent(source, destination, name.hashes);
  if (equal === 'ask') return ask({ source, destination });
  return equal
    ? { do: 'record', source, destination, hash: name.hashes.source }
    : { do: 'conflict', source, destination };
}

function sameContent(source: ContentEntry, destination: ContentEntry, hashes: Hashes): boolean | 'ask' {
  if (source.kind === 'link' && destination.kind === 'link') return source.target === destination.target;
  if (source.kind !== destination.kind || source.size !== destination.size) return false;
  if (hashes.source === undefined || hashes.destination === undefined) return 'ask';
  return hashes.source === hashes.destination;
}

/** Files or links on both sides that the journal knows. */
function bothContents(
  name: NameState,
  row: ContentRow,
  source: ContentEntry,
  destination: ContentEntry,
): Decision {
  const settled = isUnchanged(source, row, 'source') && isUnchanged(destination, row, 'destination');
  const byContent = name.policy.compare === 'content';
  if (settled && (!byContent || source.kind === 'link')) return NOTHING;
  const left = standingIn(name, source, row, 'source');
  const right = standingIn(name, destination, row, 'destination');
  const doubtful = left === 'ask' || right === 'ask';
  if (row.hash === undefined) {
    if (byContent || doubtful || mayBeTouched(name, left, right))
      return withoutHash(name, row, source, destination);
  } else if (doubtful) {
    return ask({ ...(left === 'ask' ? { source } : {}), ...(right === 'ask' ? { destination } : {}) });
  }
  if (settled && left === 'same' && right === 'same') return NOTHING;
  if (left === 'changed' && right === 'changed') return recordOrConflict(name, source, destination);
  if (left === 'changed') return update(name.path, source, destination, 'destination');
  if (right === 'changed') return update(name.path, destination, source, 'source');
  return agree(name, row, { source, destination }, { source: left, destination: right }, row.hash);
}

/** Without a hash in the journal a touched file is told from a changed one only by reading both, if that is cheap. */
function mayBeTouched({ policy }: NameState, left: Standing, right: Standing): boolean {
  return (left === 'same') !== (right === 'same') && policy.source.local && policy.destination.local;
}

/** Both contents decide; when they differ, tokens tell whose change it is. */
function withoutHash(
  name: NameState,
  row: ContentRow,
  source: ContentEntry,
  destination: ContentEntry,
): Decision {
  const equal = sameContent(source, destination, name.hashes);
  if (equal === 'ask') return ask({ source, destination });
  const leftKept = isUnchanged(source, row, 'source');
  const rightKept = isUnchanged(destination, row, 'destination');
  if (equal) {
    const proven = (side: Side, entry: ContentEntry): Standing =>
      row[side].token === entry.token ? 'same' : 'touched';
    const standings = { source: proven('source', source), destination: proven('destination', destination) };
    if (leftKept && rightKept && row.hash === name.hashes.source) return NOTHING;
    return agree(name, row, { source, destination }, standings, name.hashes.source);
  }
  if (rightKept && !leftKept) return update(name.path, source, destination, 'destination');
  if (leftKept && !rightKept) return update(name.path, destination, source, 'source');
  return { do: 'conflict', source, destination };
}

function update(path: Path, content: ContentEntry, replaces: ContentEntry, side: Side): Decision {
  return { do: 'apply', operation: updateTo(content, replaces, { side, path }) };
}

/** Equal content: the time and mode of the side that was touched are carried to the one that was not. */
function agree(
  name: NameState,
  row: ContentRow,
  entries: Readonly<Record<Side, ContentEntry>>,
  standings: Readonly<Record<Side, Standing>>,
  hash: string | undefined,
): Decision {
  const touched = (side: Side): boolean =>
    standings[side] === 'touched' && standings[otherSide(side)] === 'same';
  const from: Side | undefined = touched('source')
    ? 'source'
    : touched('destination')
      ? 'destination'
      : undefined;
  const pair = { ...entries, path: name.path, row, hash };
  const carried = from === undefined ? undefined : carryAttributes(from, pair, name.policy);
  if (carried !== undefined) return carried;
  const settled = (side: Side) => outlived(entries[side], row, side, name.policy);
  return { do: 'record', source: settled('source'), destination: settled('destination'), hash };
}

/** A file or link on one side, a directory on the other. */
function contentAgainstDirectory(
  name: NameState,
  row: ContentRow | DirectoryRow | undefined,
  content: ContentEntry,
  contentSide: Side,
  directory: DirectoryEntry,
): Decision {
  const typeConflict = { do: 'type-conflict', side: contentSide, content, directory } as const;
  if (row === undefined) return typeConflict;
  // The directory was there on both sides: it goes, unless something below it changed.
  if (row.kind === 'directory')
    return { do: 'replace', side: otherSide(contentSide), old: directory, entry: content };
  const standing = standingIn(name, content, row, contentSide);
  if (standing === 'ask' && row.hash !== undefined) return ask({ [contentSide]: content });
  return standing === 'same' || standing === 'touched'
    ? { do: 'replace', side: contentSide, old: content, entry: directory }
    : typeConflict;
}

/** Only files are read; a link shows its content in its entry. */
function ask(entries: Readonly<Partial<Record<Side, ContentEntry>>>): Decision {
  const file = (side: Side) => {
    const entry = entries[side];
    return entry?.kind === 'file' ? { [side]: entry } : {};
  };
  return { do: 'hash', read: { ...file('source'), ...file('destination') } };
}

/** ⊥ with a reason of its own is told; that of an incomplete listing was told for the directory. */
function problemOf({ row, source, destination }: Pairing, path: Path, policy: Policy): Decision | undefined {
  for (const [side, seen] of [
    ['source', source],
    ['destination', destination],
  ] as const) {
    const problem = typeof seen === 'object' ? ownProblem(side, seen, path, policy) : undefined;
    if (problem !== undefined) return skip(path, side, problem);
    const vanished =
      source === 'absent' && destination === 'absent' ? undefined : vanishedMount(row, side, seen, path);
    if (vanished !== undefined) return skip(path, side, vanished);
  }
  return undefined;
}

function ownProblem(
  side: Side,
  seen: Exclude<Seen, string>,
  path: Path,
  policy: Policy,
): Problem | undefined {
  if (seen.kind === 'unknown') return seen.problem;
  return unholdable(seen, side, path, policy);
}

function skip(path: Path, side: Side, problem: Problem): Decision {
  return { do: 'apply', operation: { op: 'skip', side, path, reason: problem.code, problem } };
}
