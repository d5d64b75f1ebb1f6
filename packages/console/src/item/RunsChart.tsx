import { Group, Paper, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import type { RunShape } from '../api/shapes';
import { momentText } from '../words/moments';
import { bytesText, countText, durationText } from '../words/quantities';
import { summaryText } from '../words/summaries';

type Measure = 'files' | 'bytes' | 'seconds';

const WIDTH = 600;
const HEIGHT = 90;
/** A run that did nothing still shows that it was. */
const LEAST_BAR = 2;

const WORDS: Readonly<Record<Measure, (value: number) => string>> = {
  files: (value) => value.toLocaleString('en'),
  bytes: bytesText,
  seconds: durationText,
};

/** The latest runs as bars, the oldest first; those that did not succeed in another colour. The table below says the same. */
export function RunsChart({ runs }: { runs: readonly RunShape[] }) {
  const [measure, setMeasure] = useState<Measure>('files');
  const shown = runs.filter(({ summary }) => summary !== undefined).reverse();
  const most = Math.max(1e-9, ...shown.map((run) => valueOf(run, measure)));
  const width = WIDTH / Math.max(shown.length, 20);
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" mb="xs">
        <Text size="sm">
          {countText(shown.length, 'run')}, up to {WORDS[measure](shown.length === 0 ? 0 : most)}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="What the chart shows"
          data={[
            { value: 'files', label: 'Files' },
            { value: 'bytes', label: 'Bytes' },
            { value: 'seconds', label: 'Duration' },
          ]}
          value={measure}
          onChange={(next) => setMeasure(next as Measure)}
        />
      </Group>
      <svg
        className="bars"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width="100%"
        height={HEIGHT}
        preserveAspectRatio="none"
        aria-hidden
      >
        {shown.map((run, index) => {
          const height = Math.max(LEAST_BAR, (HEIGHT * valueOf(run, measure)) / most);
          return (
            <g key={run.number} className={run.summary?.exit === 0 ? '' : 'bad'}>
              <rect x={index * width} y={HEIGHT - height} width={width * 0.8} height={height} rx={1}>
                <title>{`${momentText(run.started)}: ${run.summary === undefined ? '' : summaryText(run.summary)}`}</title>
              </rect>
            </g>
          );
        })}
      </svg>
    </Paper>
  );
}

function valueOf({ summary }: RunShape, measure: Measure): number {
  if (summary === undefined) return 0;
  const { copied, updated, deleted, moved, bytes, seconds } = summary;
  switch (measure) {
    case 'files':
      return copied + updated + deleted + moved;
    case 'bytes':
      return bytes;
    case 'seconds':
      return seconds;
  }
}
