import type { ConflictPolicy, ContentEntry, Side } from '@syncline/model';

/**
 * The side that keeps the plain name, or `tie` where the hashes have to decide (`greaterHash`), so that the result does
 * not depend on which side is called which. `newer` is the only place where times of two sides are compared: closer than
 * `precisionUs` (µs) is a tie, and then the larger version wins.
 */
export function winnerOf(
  versions: Readonly<Record<Side, ContentEntry>>,
  policy: ConflictPolicy,
  precisionUs: number,
): Side | 'tie' {
  if (policy === 'source' || policy === 'destination') return policy;
  const byTime = policy === 'newer' ? newer(versions, precisionUs) : undefined;
  return byTime ?? larger(versions) ?? 'tie';
}

/** Decides a tie by the SHA-256 of both contents. */
export function greaterHash(hashes: Readonly<Record<Side, string>>): Side {
  return hashes.source > hashes.destination ? 'source' : 'destination';
}

function newer(
  { source, destination }: Readonly<Record<Side, ContentEntry>>,
  precisionUs: number,
): Side | undefined {
  const [left, right] = [timeOf(source), timeOf(destination)];
  if (left === undefined || right === undefined || Math.abs(left - right) < precisionUs) return undefined;
  return left > right ? 'source' : 'destination';
}

function timeOf(entry: ContentEntry): number | undefined {
  return entry.kind === 'file' ? entry.mtime : undefined;
}

function larger({ source, destination }: Readonly<Record<Side, ContentEntry>>): Side | undefined {
  if (source.size === destination.size) return undefined;
  return source.size > destination.size ? 'source' : 'destination';
}
