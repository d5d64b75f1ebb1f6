import type { Summary } from '../api/shapes';
import { bytesText, countText, durationText } from './quantities';

/** What a run came to: only what there was. */
export function summaryText(summary: Summary): string {
  const { copied, updated, deleted, moved, made, removed, conflicts, skipped, failed, held } = summary;
  const counts: readonly (readonly [number, string, string?])[] = [
    [copied, 'copied'],
    [updated, 'updated'],
    [moved, 'moved'],
    [deleted, 'deleted'],
    [made, 'folder made', 'folders made'],
    [removed, 'folder removed', 'folders removed'],
    [conflicts, 'conflict', 'conflicts'],
    [skipped, 'skipped'],
    [failed, 'failed'],
    [held, 'delete held', 'deletes held'],
  ];
  const parts = counts
    .filter(([count]) => count > 0)
    .map(([count, one, many = one]) => countText(count, one, many));
  const what = parts.length === 0 ? 'nothing to do' : parts.join(', ');
  const size = summary.bytes > 0 ? ` · ${bytesText(summary.bytes)}` : '';
  const reason = summary.reason === undefined ? '' : ` · ${summary.reason}`;
  return `${what}${size} · ${durationText(summary.seconds)}${reason}`;
}
