import type { ContentRow, FileEntry, Path, Side } from '@syncline/model';
import { COARSEST_TRUSTED_PRECISION_US, sameTime, updateTo } from '@syncline/model';
import { timeMoved } from './attributes.js';
import type { Decision } from './decision.js';
import { NOTHING } from './decision.js';
import type { Policy } from './policy.js';
import { coarserPrecisionUs } from './policy.js';
import type { Hashes } from './standing.js';
import { isUnchanged, outlived } from './standing.js';

/** A name that is a file on both sides. */
export interface FilePair {
  readonly path: Path;
  readonly row: ContentRow | undefined;
  readonly source: FileEntry;
  readonly destination: FileEntry;
  readonly hashes: Hashes;
}

/** SPEC §2 for a file on both sides, one way: nothing, record, compare, or update of content, time or mode. */
export function decideFiles(pair: FilePair, policy: Policy): Decision {
  if (policy.compare === 'size') return decideBySize(pair, policy);
  const settled = unchanged(pair, 'source') && unchanged(pair, 'destination');
  if (settled && policy.compare === 'size+mtime') return NOTHING;
  if (pair.source.size !== pair.destination.size) return updateContent(pair);
  if (pair.row === undefined && policy.compare === 'size+mtime' && timesAgree(pair, policy))
    return agree(pair, policy, undefined);
  const [left, right] = [hashOf(pair, 'source', policy), hashOf(pair, 'destination', policy)];
  if (left === undefined || right === undefined) return ask(pair, policy);
  return left === right ? agree(pair, policy, left) : updateContent(pair);
}

function unchanged(pair: FilePair, side: Side): boolean {
  return isUnchanged(pair[side], pair.row, side);
}

function sameTokens({ row, source, destination }: FilePair): boolean {
  return row?.source.token === source.token && row.destination.token === destination.token;
}

function decideBySize(pair: FilePair, policy: Policy): Decision {
  if (pair.source.size !== pair.destination.size) return updateContent(pair);
  return sameTokens(pair) ? NOTHING : record(pair, policy);
}

/**
 * Content decides where it may be read cheaply or a transfer would cost as much: always without a row, in `content`
 * mode, and for racy entries; otherwise when the journal has a hash or both sides are local.
 */
function ask(pair: FilePair, policy: Policy): Decision {
  const { row } = pair;
  const always = policy.compare === 'content' || row === undefined || sameTokens(pair);
  const cheap = row?.hash !== undefined || (policy.source.local && policy.destination.local);
  if (!always && !cheap) return updateContent(pair);
  const read = (side: Side) => (hashOf(pair, side, policy) === undefined ? { [side]: pair[side] } : {});
  return { do: 'hash', read: { ...read('source'), ...read('destination') } };
}

/** SHA-256 of a side's content: as it was read, or by the journal while the side is unchanged. */
function hashOf(pair: FilePair, side: Side, policy: Policy): string | undefined {
  const trusted = policy.compare === 'content' || !unchanged(pair, side) ? undefined : pair.row?.hash;
  return pair.hashes[side] ?? trusted;
}

/** Equal content (or taken for equal): carry time and mode where they were changed since, else only record. */
function agree(pair: FilePair, policy: Policy, proven: string | undefined): Decision {
  const { path, row, source, destination } = pair;
  const step = { op: 'update', side: 'destination', path, target: destination, like: source } as const;
  const hash = proven ?? row?.hash;
  if (
    row !== undefined &&
    policy.destination.setsTimes &&
    !sameTokens(pair) &&
    timeMoved('source', source, destination, row, policy)
  ) {
    return { do: 'apply', operation: { ...step, reason: 'time', hash } };
  }
  if (modeDiffers(pair) && !sameTokens(pair))
    return { do: 'apply', operation: { ...step, reason: 'mode', hash } };
  if (policy.compare === 'content' && sameTokens(pair) && row?.hash === hash && !isRacy(pair)) return NOTHING;
  return record(pair, policy, proven);
}

function isRacy({ row }: FilePair): boolean {
  return row !== undefined && (row.source.racy || row.destination.racy);
}

function modeDiffers({ source, destination }: FilePair): boolean {
  return source.mode !== undefined && destination.mode !== undefined && source.mode !== destination.mode;
}

/** Equal times stand for equal content only where neither could hide a change: a racy entry is proven, and its hash kept. */
function timesAgree(pair: FilePair, policy: Policy): boolean {
  const precisionUs = coarserPrecisionUs(policy);
  return (
    !pair.source.racy &&
    !pair.destination.racy &&
    precisionUs <= COARSEST_TRUSTED_PRECISION_US &&
    sameTime(pair.source.mtime, pair.destination.mtime, precisionUs)
  );
}

function updateContent({ path, source, destination }: FilePair): Decision {
  return { do: 'apply', operation: updateTo(source, destination, { side: 'destination', path }) };
}

function record(pair: FilePair, policy: Policy, proven?: string): Decision {
  const settled = (side: Side) =>
    proven === undefined ? pair[side] : outlived(pair[side], pair.row, side, policy);
  return {
    do: 'record',
    source: settled('source'),
    destination: settled('destination'),
    hash: proven ?? (sameTokens(pair) ? pair.row?.hash : undefined),
  };
}
