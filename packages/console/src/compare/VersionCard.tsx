import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { momentText } from '../words/moments';
import { pathText } from '../words/paths';
import { bytesText } from '../words/quantities';
import type { Candidate } from './ComparePage';

export interface VersionCardProps {
  readonly candidate: Candidate;
  readonly canKeep: boolean;
  readonly onKeep: () => void;
}

/** What is known of one version, and the choice of it. */
export function VersionCard({ candidate, canKeep, onKeep }: VersionCardProps) {
  const { keep, side, name, version } = candidate;
  const facts =
    version === null
      ? ['not there any more']
      : [
          version.kind === 'file' ? undefined : version.kind,
          version.size === undefined ? undefined : bytesText(version.size),
          version.time === undefined ? undefined : `changed ${momentText(version.time)}`,
        ];
  return (
    <Paper withBorder p="md" className={`version ${side}`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Title order={3} size="h5">
            Version of the {side}
          </Title>
          <Text size="sm">{facts.filter(Boolean).join(' · ')}</Text>
          <Text size="xs" c="dimmed" className="path">
            {keep === 'plain' ? 'has the name ' : 'is kept as '}
            {pathText({ path: name })}
          </Text>
        </div>
        <Button
          flex="none"
          disabled={!canKeep}
          aria-label={`Keep this version of the ${side}`}
          onClick={onKeep}
        >
          Keep this
        </Button>
      </Group>
    </Paper>
  );
}
