import { Grid, List, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ItemStatus } from '../api/shapes';
import { LogView } from '../components/LogView';
import { Moment } from '../components/Moment';
import { ProgressNote } from '../components/ProgressNote';
import { LiveNote } from '../items/ItemFacts';
import { momentText } from '../words/moments';
import { countText } from '../words/quantities';
import { summaryText } from '../words/summaries';

const NO_LOG_FILE =
  'The item has no log file, so only what runs from now on is shown here. The tab Runs has the operations of earlier runs.';

/** How the item stands now, and its log. */
export function OverviewTab({ item }: { item: ItemStatus }) {
  const { name, lastRun, lastSuccess, nextRuns, schedule, timezone, live, running, hasLog } = item;
  return (
    <Grid>
      {running?.progress !== undefined && (
        <Grid.Col span={12}>
          <ProgressNote key={running.run.number} progress={running.progress} label={name} />
        </Grid.Col>
      )}
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Stack>
          <Card title="Last run">
            <Text size="sm">
              <Moment
                at={lastRun?.ended ?? lastRun?.started}
                none={running === undefined ? 'It never ran.' : 'The first one goes on.'}
              />
            </Text>
            {lastRun?.summary !== undefined && (
              <Text size="sm" className="words">
                {summaryText(lastRun.summary)}
              </Text>
            )}
            <Text size="sm" c="dimmed">
              Last success: <Moment at={lastSuccess} none="none yet" />
            </Text>
          </Card>
          {live !== undefined && (
            <Card title="Live">
              <Text size="sm">
                Recovery point: <LiveNote live={live} />
              </Text>
              <Text size="sm" c="dimmed">
                {live.pending === 0
                  ? 'Nothing waits to be looked at'
                  : `${countText(live.pending, 'place')} to be looked at`}
                {live.missed > 0 &&
                  `; ${countText(live.missed, 'change')} missed by the watch and found by a comparison`}
              </Text>
            </Card>
          )}
          <Card title="Next runs">
            {schedule.length > 0 && live === undefined && (
              <Text size="sm" className="sentence">
                {schedule.join('; ')} ({timezone})
              </Text>
            )}
            {nextRuns.length === 0 ? (
              <Text size="sm">{live === undefined ? 'When you press Sync Now' : 'At each change'}</Text>
            ) : (
              <>
                <Text size="sm" c="dimmed">
                  In your own time:
                </Text>
                <List size="sm">
                  {nextRuns.map((at) => (
                    <List.Item key={at}>{momentText(at)}</List.Item>
                  ))}
                </List>
              </>
            )}
          </Card>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8 }}>
        <Title order={2} size="h5" mb="xs">
          Log
        </Title>
        <LogView
          items={[name]}
          height="clamp(18rem, calc(100vh - 26rem), 48rem)"
          {...(hasLog ? {} : { empty: NO_LOG_FILE })}
        />
      </Grid.Col>
    </Grid>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="sm">
      <Title order={2} size="h5" mb={4}>
        {title}
      </Title>
      {children}
    </Paper>
  );
}
