import type { Summary } from '@syncline/model';
import { messageOf } from '@syncline/model';
import type { RunRecord, RunWriter } from '@syncline/state';

/** Ends a run. A history that can't be written (a full disk) must not make the run look as if it went on. */
export async function conclude(writer: RunWriter, summary: Summary, endedMs: number): Promise<RunRecord> {
  try {
    return await writer.end(endedMs, summary);
  } catch (error) {
    const reason = `${summary.reason ?? 'it ended'}; its history could not be written: ${messageOf(error)}`;
    return { ...writer.record, endedMs, summary: { ...summary, reason } };
  }
}
