import { Badge, Group, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { ItemStatus } from '../api/shapes';
import { Moment } from '../components/Moment';
import { StateBadge } from '../components/StateBadge';
import { shareText } from '../words/progress';
import { bytesText, countText, durationText } from '../words/quantities';

/** The state, and why or how far; `whole`: however long that is. */
export function StateCell({ item, whole = false }: { item: ItemStatus; whole?: boolean }) {
  return (
    <Group gap={6} wrap="wrap">
      <StateBadge state={item.state} />
      <ConflictsBadge item={item} />
      <Text size="sm" className="words" title={item.reason} {...(whole ? {} : { lineClamp: 3 })}>
        {detailOf(item)}
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

function detailOf({ running, live, reason, holds, state }: ItemStatus): string {
  if (running?.progress !== undefined && state === 'running') {
    const { files, bytes } = running.progress;
    const parts = [shareText(running.progress), `${countText(files, 'file')} done`, bytesText(bytes)];
    return parts.filter(Boolean).join(', ');
  }
  const parts: string[] = [];
  if (reason !== undefined) parts.push(reason.slice(0, 1).toUpperCase() + reason.slice(1));
  else if (holds > 0) parts.push(`${countText(holds, 'delete')} waiting`);
  if (live !== undefined) parts.push(liveText(live));
  return parts.join(' · ');
}

/** How much would be lost if the source were lost now. */
export function liveText({
  phase,
  recoveryPointAgeSeconds,
  polling,
}: NonNullable<ItemStatus['live']>): string {
  const age =
    recoveryPointAgeSeconds === 0 ? 'up to the moment' : `${durationText(recoveryPointAgeSeconds)} behind`;
  const words = { opening: 'opening', following: age, waiting: `a side is away, ${age}` };
  return `${words[phase]}${polling ? ', polling' : ''}`;
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
