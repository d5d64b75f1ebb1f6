import { Badge, Text } from '@mantine/core';
import type { RunShape } from '../api/shapes';
import { summaryText } from '../words/summaries';

/** How a run ended, or that it goes on. */
export function RunEnd({ run: { state, summary } }: { run: RunShape }) {
  if (summary === undefined)
    return (
      <Badge className="state" tt="none" variant="light" color={state === 'running' ? 'blue' : 'red'}>
        {state === 'running' ? 'goes on' : 'its process was ended'}
      </Badge>
    );
  const { exit } = summary;
  return (
    <>
      <Badge
        className="state"
        tt="none"
        variant="light"
        color={exit === 0 ? 'green' : exit === 1 || exit === 130 ? 'yellow' : 'red'}
      >
        {END_WORDS[exit] ?? `exit code ${exit}`}
      </Badge>
      <Text size="sm" component="span" ml="xs" className="words">
        {summaryText(summary)}
      </Text>
    </>
  );
}

const END_WORDS: Readonly<Record<number, string>> = {
  0: 'in sync',
  1: 'partial',
  3: 'refused or held',
  4: 'unreachable',
  130: 'stopped',
};
