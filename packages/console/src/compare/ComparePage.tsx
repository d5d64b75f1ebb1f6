import { Alert, Anchor, Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useComparison } from '../api/questions';
import type { ComparisonShape, ItemStatus, Keep, ResolvedShape, SideName, VersionShape } from '../api/shapes';
import { ErrorNote } from '../components/ErrorNote';
import { Moment } from '../components/Moment';
import { PathLink } from '../components/PathLink';
import { Waiting } from '../components/Waiting';
import type { ShownPath } from '../words/paths';
import { KeepDialog } from './KeepDialog';
import { Previews } from './Previews';
import { Resolved } from './Resolved';
import { VersionCard } from './VersionCard';

/** One version as it is shown: under which name it stands, and what keeping it is called. */
export interface Candidate {
  readonly keep: Keep;
  readonly side: SideName;
  readonly name: string;
  readonly version: VersionShape | null;
}

/** Both versions of a conflict beside each other, and the choice between them. */
export function ComparePage({ item, copy }: { item: ItemStatus; copy: ShownPath }) {
  const { data, error, refetch, isFetching } = useComparison(item.name, copy);
  const [keep, setKeep] = useState<Candidate | 'both' | undefined>(undefined);
  const [resolved, setResolved] = useState<ResolvedShape | undefined>(undefined);
  const back = `/item/${encodeURIComponent(item.name)}/conflicts`;
  if (resolved !== undefined) return <Resolved item={item} resolved={resolved} back={back} />;
  return (
    <Stack>
      <Anchor component={Link} href={back} w="fit-content">
        <IconArrowLeft size={14} aria-hidden /> All conflicts
      </Anchor>
      <ErrorNote error={error} title="The versions cannot be compared" />
      {data === undefined && error === null && <Waiting label="Both versions are looked at" />}
      {data !== undefined && (
        <>
          <Comparison
            item={item}
            comparison={data}
            isFetching={isFetching}
            onAgain={() => void refetch()}
            onKeep={setKeep}
          />
          <KeepDialog
            item={item}
            comparison={data}
            keep={keep}
            onClose={() => setKeep(undefined)}
            onResolved={setResolved}
            onAgain={() => {
              setKeep(undefined);
              void refetch();
            }}
          />
        </>
      )}
    </Stack>
  );
}

interface ComparisonProps {
  readonly item: ItemStatus;
  readonly comparison: ComparisonShape;
  readonly isFetching: boolean;
  readonly onAgain: () => void;
  readonly onKeep: (keep: Candidate | 'both') => void;
}

function Comparison({ item, comparison, isFetching, onAgain, onKeep }: ComparisonProps) {
  const { path, encoding, when, plain, kept } = comparison;
  const [left, right] = candidatesOf(comparison);
  const isWhole = plain !== null && kept !== null;
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={2} size="h4">
            <PathLink item={item.name} at={{ path, encoding }} />
          </Title>
          <Text size="sm" c="dimmed">
            Both sides had changed it; it was found <Moment at={when} />
          </Text>
        </div>
        <Group gap="xs">
          <Button variant="default" loading={isFetching} onClick={onAgain}>
            Look again
          </Button>
          <Button variant="default" onClick={() => onKeep('both')}>
            Keep both
          </Button>
        </Group>
      </Group>
      {!isWhole && (
        <Alert color="orange" title="One of the versions is no longer there">
          There is nothing left to choose. Keep both takes the conflict off the list.
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {[left, right].map((candidate) => (
          <VersionCard
            key={candidate.keep}
            candidate={candidate}
            canKeep={isWhole}
            onKeep={() => onKeep(candidate)}
          />
        ))}
      </SimpleGrid>
      <Previews key={comparison.state} left={left} right={right} />
    </>
  );
}

/** The version of the source is on the left. */
function candidatesOf({ path, copy, side, plain, kept }: ComparisonShape): readonly [Candidate, Candidate] {
  const other = side === 'source' ? 'destination' : 'source';
  const ofCopy: Candidate = { keep: 'copy', side, name: copy, version: kept };
  const ofPlain: Candidate = { keep: 'plain', side: other, name: path, version: plain };
  return side === 'source' ? [ofCopy, ofPlain] : [ofPlain, ofCopy];
}
