import { Progress, Stack, Text } from '@mantine/core';
import type { ProgressShape } from '../api/shapes';
import { bytesText, countText, durationText } from '../words/quantities';

/** That a run goes on can be seen before it is anywhere, in per cent. */
const LEAST_SHOWN = 2;

/** How far a run is. How much there is in all is known only when it has seen everything. */
export function ProgressNote({ progress, label }: { progress: ProgressShape | undefined; label: string }) {
  if (progress === undefined) return null;
  const { phase, files, bytes, scanned, seconds, directoriesDone, directoriesPending, current } = progress;
  const rate = seconds > 0 ? ` · ${bytesText(bytes / seconds)}/s` : '';
  const folders = directoriesDone + directoriesPending;
  return (
    <Stack gap={4}>
      <Progress
        aria-label={`Progress of ${label}, by the folders that are known`}
        value={folders === 0 ? LEAST_SHOWN : Math.max(LEAST_SHOWN, (100 * directoriesDone) / folders)}
        animated={phase !== 'connecting'}
        striped
      />
      <Text size="sm">
        {phase} · {countText(files, 'file')} · {bytesText(bytes)}
        {rate} · {countText(scanned, 'entry', 'entries')} looked at · {durationText(seconds)}
      </Text>
      {current !== undefined && (
        <Text size="xs" c="dimmed" ff="monospace" className="path">
          {current}
        </Text>
      )}
    </Stack>
  );
}
