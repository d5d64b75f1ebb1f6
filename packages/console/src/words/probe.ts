import type { ProbeShape, SideName } from '../api/shapes.ts';
import { durationText } from './quantities.ts';

const US_PER_MS = 1_000;
const US_PER_SECOND = 1_000_000;
const MS_PER_SECOND = 1_000;

export interface ProbeVerdict {
  readonly works: boolean;
  readonly words: string;
}

/** Whether a run could use what was tried, as that side: a source has to be there, the last folder of a destination is made. */
export function verdictOf(probe: ProbeShape, side: SideName): ProbeVerdict {
  const { address, parentExists, root, trouble } = probe;
  if (trouble !== undefined) return { works: false, words: trouble };
  if (root === 'directory') return { works: true, words: `${address}: the folder is there.` };
  if (root === 'not-directory')
    return { works: false, words: `${address} is no folder: a run would be refused. Check the path.` };
  if (side === 'source')
    return {
      works: false,
      words: `${address} is not there: a run would be refused. Make it, or check the path.`,
    };
  return parentExists === false
    ? {
        works: false,
        words: `${address} is not there, nor is the folder that is to hold it: make that first, only the last folder of a path is made.`,
      }
    : { works: true, words: `${address} is not there yet: the first run makes it.` };
}

/** What a side can do, each a question and its answer; what could not be told is left out. */
export function probeAnswers({
  fingerprint,
  root,
  traits: allTraits = {},
  tried,
}: ProbeShape): readonly (readonly [string, string])[] {
  // Of what is not there, the system that it would be on says nothing for sure.
  const traits = root === 'directory' ? allTraits : {};
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
