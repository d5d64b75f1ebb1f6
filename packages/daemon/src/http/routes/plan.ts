import { lastValueFrom, reduce } from 'rxjs';
import type { Observable } from 'rxjs';
import { z } from 'zod';
import type { LineShape } from '../../api/run-shapes.js';
import { line, summary } from '../../api/run-shapes.js';
import { lineShape } from '../../api/to-shapes.js';
import type { PlanEvent } from './questions.js';

/** What a run would do: its first operations, and what it would come to. */
export interface PlannedRun {
  readonly lines: readonly LineShape[];
  /** How many there are beyond those. */
  readonly more: number;
  readonly summary: z.infer<typeof summary> | undefined;
}

/** Its shape in an answer. */
export const planned = z.object({
  lines: z.array(line),
  more: z.number().int(),
  summary: summary.optional(),
});

/** Gathers a planned run. Errors as the run does. */
export function planOf(events: Observable<PlanEvent>, mostLines: number): Promise<PlannedRun> {
  const nothing: PlannedRun = { lines: [], more: 0, summary: undefined };
  const lines: LineShape[] = [];
  return lastValueFrom(
    events.pipe(
      reduce((plan: PlannedRun, event): PlannedRun => {
        switch (event.type) {
          case 'operation':
            if (lines.length >= mostLines) return { ...plan, more: plan.more + 1 };
            lines.push(lineShape(lines.length, event.outcome));
            return { ...plan, lines };
          case 'summary':
            return { ...plan, summary: event.summary };
          default:
            return plan;
        }
      }, nothing),
    ),
    { defaultValue: nothing },
  );
}
