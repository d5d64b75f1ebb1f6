import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { ItemStatus, ResolvedShape } from '../api/shapes';
import { pathText } from '../words/paths';

export interface ResolvedProps {
  readonly item: ItemStatus;
  readonly resolved: ResolvedShape;
  readonly back: string;
}

/** What was decided, where the other version is, and what happens next. */
export function Resolved({ item, resolved: { path, keep, on, trash, next }, back }: ResolvedProps) {
  return (
    <Stack>
      <Alert color="green" role="status" title={`${pathText({ path })} is no conflict any more`}>
        {keep === 'both' ? (
          <Text size="sm">Both versions stay, each under its name.</Text>
        ) : (
          <>
            <Text size="sm">
              The other version {trash === null ? 'is gone' : `is in the trash of the ${on}`}.
            </Text>
            {next !== null && <Text size="sm">The next run carries the choice to the other side.</Text>}
          </>
        )}
      </Alert>
      <Group>
        <Button component={Link} href={back}>
          All conflicts
        </Button>
        {trash !== null && (
          <Button component={Link} href={`/item/${encodeURIComponent(item.name)}/trash`} variant="default">
            Show the trash
          </Button>
        )}
      </Group>
    </Stack>
  );
}
