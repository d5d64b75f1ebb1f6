import type { Progress } from './events.js';
import type { Run } from './run.js';

/** How often a run tells where it is, ms. */
const SAMPLE_MS = 100;

/** Emits samples of a run's progress until stopped; the last one is exact. */
export function sampleProgress(run: Run): { stop(): void } {
  const startedMs = performance.now();
  const emit = (phase: Progress['phase']): void =>
    run.emit({ type: 'progress', progress: sample(run, phase, startedMs) });
  const end = run.repeat(SAMPLE_MS, () => emit(run.walked ? 'deleting' : 'copying'));
  return {
    stop() {
      end();
      emit('finishing');
    },
  };
}

function sample(run: Run, phase: Progress['phase'], startedMs: number): Progress {
  const { expectedEntries, inHand, tally } = run;
  const [current = run.current] = inHand;
  const { counts, bytesOnTheWay, directoriesDone, directoriesPending, found } = tally;
  const files = counts.copied + counts.updated;
  return {
    phase,
    scanned: counts.scanned,
    files,
    bytes: bytesOnTheWay,
    directoriesDone,
    directoriesPending,
    seconds: (performance.now() - startedMs) / 1_000,
    // What is sent again, or copied since it could not be renamed, was not foreseen.
    filesFound: Math.max(files, found.files),
    bytesFound: Math.max(bytesOnTheWay, found.bytes),
    allFound: tally.allWaitingFound && directoriesPending === 0,
    expectedEntries,
    current,
  };
}
