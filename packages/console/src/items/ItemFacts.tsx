import { Badge, Group, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { ItemStatus } from '../api/shapes';
import { useStatus } from '../api/status';
import { Moment } from '../components/Moment';
import { StateBadge } from '../components/StateBadge';
import { shareText } from '../words/progress';
import { bytesText, countText, durationText } from '../words/quantities';
import { useNow } from '../words/use-now';

const MS_PER_SECOND = 1_000;

/** The state, and why or how far; `whole`: however long that is. */
export function StateCell({ item, whole = false }: { item: ItemStatus; whole?: boolean }) {
  return (
    <Group gap={6} wrap="wrap">
      <StateBadge state={item.state} />
      <ConflictsBadge item={item} />
      <Text
        size="sm"
        className="words"
        title={isOverdue(item) ? undefined : item.reason}
        {...(whole ? {} : { lineClamp: 3 })}
      >
        <Detail item={item} />
      </Text>
    </Group>
  );
}

/** Both versions are kept, so no state tells of them: somebody has to decide all the same. */
function ConflictsBadge({ item: { name, conflicts } }: { item: ItemStatus }) {
  if (conflicts === 0) return null;
  return (
    <Badge
      className="state"
      color="orange"
      variant="light"
      tt="none"
      component={Link}
      href={`/item/${encodeURIComponent(name)}/conflicts`}
      leftSection={<IconArrowsDiff size={14} aria-hidden />}
    >
      {countText(conflicts, 'conflict')}
    </Badge>
  );
}

/** The time in its reason is told like all others here. */
function isOverdue({ state, lastSuccess }: ItemStatus): boolean {
  return state === 'overdue' && lastSuccess !== undefined;
}

function Detail({ item }: { item: ItemStatus }) {
  const { running, live, reason, holds, state, lastSuccess } = item;
  if (isOverdue(item))
    return (
      <>
        Last success <Moment at={lastSuccess} />, though it was due several times since
      </>
    );
  if (running?.progress !== undefined && state === 'running') {
    const { files, bytes } = running.progress;
    const parts = [shareText(running.progress), `${countText(files, 'file')} done`, bytesText(bytes)];
    return parts.filter(Boolean).join(', ');
  }
  const why =
    reason !== undefined
      ? reason.slice(0, 1).toUpperCase() + reason.slice(1)
      : holds > 0
        ? `${countText(holds, 'delete')} waiting`
        : '';
  return (
    <>
      {why}
      {why !== '' && live !== undefined && ' · '}
      {live !== undefined && <LiveNote live={live} />}
    </>
  );
}

type Live = NonNullable<ItemStatus['live']>;

/** How much would be lost if the source were lost now. */
export function LiveNote({ live }: { live: Live }) {
  const { phase, recoveryPointAgeSeconds: age, polling } = live;
  const behind = age === 0 ? 'up to the moment' : <Behind live={live} />;
  return (
    <>
      {phase === 'waiting' && 'a side is away, '}
      {phase === 'opening' ? 'opening' : behind}
      {polling && ', polling'}
    </>
  );
}

/** What is not carried grows older while nothing is heard of it. */
function Behind({ live: { recoveryPointAgeSeconds } }: { live: Live }) {
  const { dataUpdatedAt } = useStatus();
  const since = Math.max(0, useNow() - dataUpdatedAt) / MS_PER_SECOND;
  return <>{durationText(recoveryPointAgeSeconds + since)} behind</>;
}

export function LastRun({ item }: { item: ItemStatus }) {
  return <Moment at={item.lastRun?.ended ?? item.lastRun?.started} none="never" />;
}

export function NextRun({ item }: { item: ItemStatus }) {
  if (item.live !== undefined) return <>at each change</>;
  if (item.retryAt !== undefined)
    return (
      <>
        again <Moment at={item.retryAt} />
      </>
    );
  return <Moment at={item.nextRuns[0]} none="when asked" />;
}
