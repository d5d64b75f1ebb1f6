import { Alert, Button, List, Modal, Stack, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client';
import type { ProbeShape, SideName } from '../api/shapes';
import { ErrorNote } from '../components/ErrorNote';
import { durationText } from '../words/quantities';
import { draftOfSide } from './draft';
import type { ItemValues } from './values';

const US_PER_MS = 1_000;
const US_PER_SECOND = 1_000_000;

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
          {probe.data !== undefined && <ProbeResult probe={probe.data} />}
        </Stack>
      </Modal>
    </>
  );
}

function ProbeResult({ probe }: { probe: ProbeShape }) {
  const { address, root, traits = {}, notices = [] } = probe;
  const facts = [
    ...Object.entries(traits),
    ...(isSet(probe.tried) ? Object.entries(probe.tried) : []),
  ].filter(([, value]) => value !== null && value !== undefined);
  const trouble = troubleText(probe.trouble);
  return (
    <>
      {trouble === undefined ? (
        <Alert color="green" title="It works">
          {address}: {root === 'absent' ? 'the folder is not there yet' : `found a ${root}`}
        </Alert>
      ) : (
        <Alert color="orange" title="Something does not work">
          {trouble}
        </Alert>
      )}
      <Table>
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th fw={500}>{wordsOf(name)}</Table.Th>
              <Table.Td className="words">
                {name.endsWith('Us') && typeof value === 'number' ? precisionText(value) : valueText(value)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {notices.length > 0 && (
        <List size="sm">
          {notices.map(({ message }) => (
            <List.Item key={message}>{message}</List.Item>
          ))}
        </List>
      )}
      <Text size="sm" c="dimmed">
        Nothing was left behind there.
      </Text>
    </>
  );
}

function precisionText(us: number): string {
  if (us < US_PER_MS) return `${us} µs`;
  return us < US_PER_SECOND ? `${us / US_PER_MS} ms` : durationText(us / US_PER_SECOND);
}

function isSet(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function troubleText(trouble: unknown): string | undefined {
  if (trouble === undefined || trouble === null) return undefined;
  if (typeof trouble === 'string') return trouble;
  return isSet(trouble) && typeof trouble['message'] === 'string'
    ? trouble['message']
    : JSON.stringify(trouble);
}

/** `setsTimes` → `sets times`; a unit at the end is said with the value. */
function wordsOf(name: string): string {
  return name.replace(/Us$/, '').replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}

function valueText(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return isSet(value)
    ? Object.entries(value)
        .map(([name, each]) => `${wordsOf(name)}: ${valueText(each)}`)
        .join(', ')
    : '–';
}
