import { Alert, Stack, Text } from '@mantine/core';
import type { PlannedRun } from '../api/shapes';
import { summaryText } from '../words/summaries';
import { LinesTable } from './LinesTable';

/** What a run would do. */
export function PlanView({ plan, item }: { plan: PlannedRun; item?: string | undefined }) {
  const { lines, more, summary } = plan;
  return (
    <Stack>
      {summary !== undefined && (
        <Alert
          color={summary.held > 0 || summary.exit > 1 ? 'orange' : 'blue'}
          title={titleOf(plan)}
          role="status"
        >
          {summaryText(summary)}
        </Alert>
      )}
      {lines.length > 0 && <LinesTable lines={lines} item={item} />}
      {more > 0 && <Text>… and {more.toLocaleString('en')} more.</Text>}
    </Stack>
  );
}

function titleOf({ lines, summary }: PlannedRun): string {
  if (lines.length === 0)
    return summary?.reason === undefined ? 'Nothing would be done' : 'A run would be refused';
  if (lines.every(({ outcome }) => outcome === 'held'))
    return 'A run would hold these deletes, and do nothing else';
  return 'A run would do this';
}
