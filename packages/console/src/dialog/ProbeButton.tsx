import { Alert, Button, List, Modal, Stack, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client';
import type { ProbeShape, SideName } from '../api/shapes';
import { ErrorNote } from '../components/ErrorNote';
import { probeAnswers, verdictOf } from '../words/probe';
import { draftOfSide } from './draft';
import type { ItemValues } from './values';

/** Tries one side as it is typed, and shows what it can do. Nothing is kept there. */
export function ProbeButton({ side, item }: { side: SideName; item: ItemValues }) {
  const [opened, setOpened] = useState(false);
  const probe = useMutation({
    mutationFn: () => ask<ProbeShape>('POST', '/draft/probe', draftOfSide(item, side)),
  });
  const start = () => {
    setOpened(true);
    probe.mutate();
  };
  return (
    <>
      <Button variant="default" size="xs" loading={probe.isPending} onClick={start}>
        Test connection
      </Button>
      <Modal
        opened={opened && !probe.isPending}
        onClose={() => setOpened(false)}
        title={`Test of the ${side}`}
        size="lg"
      >
        <Stack>
          <ErrorNote error={probe.error} title="The connection does not work" />
          {probe.data !== undefined && <ProbeResult probe={probe.data} side={side} />}
        </Stack>
      </Modal>
    </>
  );
}

function ProbeResult({ probe, side }: { probe: ProbeShape; side: SideName }) {
  const { tried, notices = [] } = probe;
  const { works, words } = verdictOf(probe, side);
  return (
    <>
      <Alert color={works ? 'green' : 'orange'} title={works ? 'It works' : 'Something does not work'}>
        <span className="words">{words}</span>
      </Alert>
      <Table>
        <Table.Tbody>
          {probeAnswers(probe).map(([question, answer]) => (
            <Table.Tr key={question}>
              <Table.Th fw={500}>{question}</Table.Th>
              <Table.Td className="words">{answer}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {notices.length > 0 && (
        <List size="sm">
          {notices.map((notice) => (
            <List.Item key={notice} className="words">
              {notice}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm" c="dimmed">
        {endText(tried)}
      </Text>
    </>
  );
}

function endText(tried: ProbeShape['tried']): string {
  if (tried === undefined) return 'Nothing was written there.';
  return tried['clean'] === true
    ? 'This was tried in a folder of its own, which was removed again.'
    : 'The folder in which this was tried could not be removed.';
}
