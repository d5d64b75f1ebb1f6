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
  const { reason, bytes, seconds } = summary;
  // A run that was refused had something to do, perhaps.
  if (parts.length === 0) return `${reason ?? 'nothing to do'} · ${durationText(seconds)}`;
  const size = bytes > 0 ? [bytesText(bytes)] : [];
  return [parts.join(', '), ...size, durationText(seconds), ...(reason === undefined ? [] : [reason])].join(
    ' · ',
  );
}
