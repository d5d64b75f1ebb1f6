import { Button, Modal, SimpleGrid, Stack, Text, Textarea, Title } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import type { SideName } from '../api/shapes';
import { PHONE } from '../app/theme';
import { SideEntries } from './SideEntries';
import { linesOf } from './to-document';
import { TriedPaths } from './TriedPaths';
import { usePatterns } from './use-patterns';
import type { ItemValues } from './values';

export interface IgnoreTesterProps {
  readonly side: SideName;
  readonly item: ItemValues;
  readonly onChange: (ignore: string) => void;
}

/** Tells what the ignore lists leave out on each side, now, while a list is being written. */
export function IgnoreTester(props: IgnoreTesterProps) {
  const [opened, setOpened] = useState(false);
  const isPhone = useMediaQuery(PHONE);
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpened(true)}>
        Try the ignore list
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Ignore list of the ${props.side}`}
        size="68rem"
        fullScreen={isPhone === true}
      >
        <Tester {...props} />
      </Modal>
    </>
  );
}

/** Whoever types is not done before this long. */
const PAUSE_MS = 500;

function Tester({ side, item, onChange }: IgnoreTesterProps) {
  const { ignore } = item[side];
  const other = side === 'source' ? 'destination' : 'source';
  const patterns = [...linesOf(ignore), ...linesOf(item[other].ignore)];
  const [settled] = useDebouncedValue(item, PAUSE_MS);
  const isSettled = settled === item;
  const { errors, isKnown, ...tried } = usePatterns(patterns, isSettled);
  const count = linesOf(item[other].ignore).length;
  return (
    <Stack>
      <Textarea
        label={`Ignore List of the ${side}`}
        description="A regular expression per line, as in the dialog behind this: what you change here is changed there"
        placeholder="\.db$"
        autosize
        minRows={2}
        maxRows={8}
        className="monospace"
        data-autofocus
        value={ignore}
        error={errors.length === 0 ? undefined : errors.map(({ message }) => message).join('; ')}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        What one list leaves out is left out on both sides.{' '}
        {count > 0 && `The list of the ${other} counts here, too (${count}).`}
      </Text>
      <Title order={3} size="h5">
        On both sides now
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {(['source', 'destination'] as const).map((each) => (
          <SideEntries key={each} side={each} item={item} isReady={isKnown && errors.length === 0} />
        ))}
      </SimpleGrid>
      <TriedPaths {...tried} />
    </Stack>
  );
}
