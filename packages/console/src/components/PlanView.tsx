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
          title={lines.length === 0 ? 'Nothing would be done' : 'A run would do this'}
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
