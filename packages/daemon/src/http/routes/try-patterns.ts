import { compileIgnore } from '@syncline/engine/validate';
import type { Path } from '@syncline/model';
import { messageOf, pathFromText } from '@syncline/model';
import { HttpError } from '../errors.js';

/** What patterns do to some paths. */
export interface Tried {
  readonly errors: readonly { readonly pattern: string; readonly message: string }[];
  /** For each path the pattern that leaves it out, or null. */
  readonly matches: readonly (string | null)[];
}

export interface TryOptions {
  readonly mostMs: number;
  readonly signal: AbortSignal;
}

/** Nobody else notices. */
const BUSY_MS = 20;

/**
 * The first pattern that takes out each path, or a folder above it: an ignored folder takes all in it (SPEC §1). Some hundred patterns on
 * long paths take minutes: the daemon does its other work meanwhile, and who asks is told soon. Throws 400 after `mostMs`.
 */
export async function tryPatterns(
  patterns: readonly string[],
  paths: readonly string[],
  { mostMs, signal }: TryOptions,
): Promise<Tried> {
  const errors: { pattern: string; message: string }[] = [];
  const lastMs = performance.now() + mostMs;
  const rest = createRest();
  const good: Good[] = [];
  for (const pattern of patterns) {
    await rest();
    try {
      good.push({ pattern, ignores: compileIgnore([pattern]) });
    } catch (error) {
      errors.push({ pattern, message: messageOf(error) });
    }
  }
  const matches: (string | null)[] = [];
  for (const path of paths) {
    let found: string | undefined;
    for (const [at, { pattern, ignores }] of looksAt(path, good)) {
      await rest();
      if (signal.aborted || performance.now() > lastMs) throw tooMuch(mostMs);
      if (!ignores(at)) continue;
      found = pattern;
      break;
    }
    matches.push(found ?? null);
  }
  return { errors, matches };
}

interface Good {
  readonly pattern: string;
  readonly ignores: (path: Path) => boolean;
}

/** Each folder above a path and the path itself, with each pattern. */
function* looksAt(path: string, patterns: readonly Good[]): Generator<readonly [Path, Good]> {
  const parts = path.split('/').filter(Boolean);
  for (let length = 1; length <= parts.length; length += 1) {
    const at = pathFromText(parts.slice(0, length).join('/'));
    for (const pattern of patterns) yield [at, pattern];
  }
}

/** Lets others go on, now and then. */
function createRest(): () => Promise<void> {
  let untilMs = performance.now() + BUSY_MS;
  return async () => {
    if (performance.now() < untilMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    untilMs = performance.now() + BUSY_MS;
  };
}

function tooMuch(mostMs: number): HttpError {
  return new HttpError(400, 'slow', `This takes more than ${mostMs / 1_000} s: try fewer patterns or paths.`);
}
