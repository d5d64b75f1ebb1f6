import { Group, Paper, Progress, Text } from '@mantine/core';
import type { ProgressShape } from '../api/shapes';
import type { Figures } from '../words/progress';
import { secondsLeft, shareDone, shareText } from '../words/progress';
import { pathText } from '../words/paths';
import { bytesText, countText, durationText } from '../words/quantities';
import { useRate } from './use-rate';

export interface ProgressNoteProps {
  readonly progress: ProgressShape;
  readonly label: string;
}

/** How far a run is, how fast it goes, and when it will be done, as soon as that can be known. */
export function ProgressNote({ progress, label }: ProgressNoteProps) {
  const { seconds, current } = progress;
  const rate = useRate(progress);
  const share = shareDone(progress);
  const left = secondsLeft(progress, rate);
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{[phaseText(progress), shareText(progress)].filter(Boolean).join(' · ')}</Text>
        <Text size="sm">{leftText(left, progress.allFound)}</Text>
      </Group>
      <Bar share={share} label={`Progress of ${label}`} />
      <Text size="sm" mt="xs">
        {doneText(progress)} · {bytesText(rate.bytesPerSecond)}/s ·{' '}
        {countText(Math.round(rate.filesPerSecond), 'file')}/s
      </Text>
      <Text size="sm" c="dimmed">
        {lookedText(progress)} · {durationText(seconds)} so far
      </Text>
      <Text size="xs" c="dimmed" ff="monospace" className="path current">
        {current === undefined ? '\u00a0' : pathText({ path: current })}
      </Text>
    </Paper>
  );
}

const PHASES: Readonly<Record<ProgressShape['phase'], string>> = {
  connecting: 'Connecting',
  copying: 'Looking and copying',
  deleting: 'Deleting and renaming',
  finishing: 'Finishing',
};

function phaseText({ phase, allFound }: ProgressShape): string {
  return phase === 'copying' && allFound === true ? 'Copying' : PHASES[phase];
}

const wholeText = (seconds: number): string => durationText(Math.ceil(seconds)).replace(/\.0 s$/, ' s');

/** Until everything is found it can only take longer, and the reader is told why. */
function leftText(seconds: number | undefined, isAll: boolean): string {
  if (seconds === undefined || (seconds === 0 && !isAll)) return '';
  const time = wholeText(seconds);
  return isAll ? `about ${time} left` : `at least ${time} left: there may be more to copy`;
}

/** Without a share it moves, and says nothing of how far. */
function Bar({ share, label }: { share: number | undefined; label: string }) {
  const percent = share === undefined ? undefined : Math.floor(share * 100);
  return (
    <Progress.Root
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <Progress.Section
        value={percent ?? 100}
        striped={percent === undefined}
        animated={percent === undefined}
        withAria={false}
      />
    </Progress.Root>
  );
}

/** What is found while the run looks on is a number that grows. */
function doneText({ files, bytes, filesFound, bytesFound, allFound }: Figures): string {
  if (filesFound === undefined || bytesFound === undefined)
    return `${countText(files, 'file')}, ${bytesText(bytes)}`;
  const found = allFound === true ? '' : ' found so far';
  return `${files.toLocaleString('en')} of ${countText(filesFound, 'file')}${found}, ${bytesText(bytes)} of ${bytesText(bytesFound)}`;
}

function lookedText({ scanned, expectedEntries }: Figures): string {
  const about =
    expectedEntries === undefined || expectedEntries < scanned
      ? ''
      : ` of about ${expectedEntries.toLocaleString('en')}`;
  return `${scanned.toLocaleString('en')}${about} entries looked at`;
}
