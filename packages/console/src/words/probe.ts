import type { ProbeShape } from '../api/shapes';
import { durationText } from './quantities';

const US_PER_MS = 1_000;
const US_PER_SECOND = 1_000_000;
const MS_PER_SECOND = 1_000;

/** What a side can do, each a question and its answer; what could not be told is left out. */
export function probeAnswers({
  fingerprint,
  traits = {},
  tried,
}: ProbeShape): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, unknown])[] = [
    ['Its host key', fingerprint],
    ['Files can be written', tried === undefined ? undefined : true],
    ['Files can be replaced', tried?.['replaces']],
    ['Files can be renamed', tried?.['renames']],
    ['Folders can be renamed', tried?.['renamesFolders']],
    ['Files keep the time that they are given', tried?.['keepsTimes'] ?? traits['setsTimes']],
    ['Times are told to', precisionText(tried?.['timePrecisionUs'] ?? traits['timePrecisionUs'])],
    ['Its clock', clockText(tried?.['clockAheadMs'])],
    ['a and A are two names', tried?.['caseMatters']],
    ['Both ways to write é are two names', tried?.['formMatters']],
    ['Names that begin with a dot are listed', tried?.['showsDotNames'] ?? not(traits['hidesDotNames'])],
    ['Names of mail messages (with a colon) can be kept', tried?.['holdsColons']],
    ['Names that are not UTF-8 can be kept', traits['anyBytes']],
    ['Permissions (rwx) can be kept', traits['modes']],
    ['Symbolic links can be kept', traits['links']],
    ['Done at once', traits['parallel']],
  ];
  return all.flatMap(([question, value]) => {
    if (value === true) return [[question, 'yes'] as const];
    if (value === false) return [[question, 'no'] as const];
    return typeof value === 'string' || typeof value === 'number' ? [[question, String(value)] as const] : [];
  });
}

function not(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? !value : undefined;
}

function precisionText(us: unknown): string | undefined {
  if (typeof us !== 'number') return undefined;
  if (us < US_PER_MS) return `${us} µs`;
  return us < US_PER_SECOND ? `${us / US_PER_MS} ms` : durationText(us / US_PER_SECOND);
}

/** Less than this is the way that the question took. */
const IN_STEP_MS = 2_000;

function clockText(aheadMs: unknown): string | undefined {
  if (typeof aheadMs !== 'number') return undefined;
  if (Math.abs(aheadMs) < IN_STEP_MS) return 'in step with that of the daemon';
  return `${durationText(Math.abs(aheadMs) / MS_PER_SECOND)} ${aheadMs > 0 ? 'ahead' : 'behind'}`;
}
