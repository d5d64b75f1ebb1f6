import { Accordion, Button, Group, Table, Text } from '@mantine/core';
import type { KeptShape } from '../api/shapes';
import { Moment } from '../components/Moment';
import { PathLink } from '../components/PathLink';
import { usePage } from '../components/use-page';
import { momentText } from '../words/moments';
import { pathText } from '../words/paths';
import { bytesText, countText } from '../words/quantities';

export interface KeptOfRunProps {
  readonly item: string;
  readonly run: string;
  readonly kept: readonly KeptShape[];
  readonly onRestore: (kept: KeptShape) => void;
  readonly onUndo: () => void;
}

/** What one run put into the trash. */
export function KeptOfRun({ item, run, kept, onRestore, onUndo }: KeptOfRunProps) {
  const { shown, pager } = usePage(kept);
  const bytes = kept.reduce((sum, { size = 0 }) => sum + size, 0);
  return (
    <Accordion.Item value={run}>
      <Accordion.Control>
        <Text fw={600} component="span">
          Run of {momentText(kept[0]!.started)}
        </Text>
        <Text size="sm" c="dimmed">
          <Moment at={kept[0]?.started} /> · {countText(kept.length, 'version')} · {bytesText(bytes)}
        </Text>
      </Accordion.Control>
      <Accordion.Panel>
        <Group justify="space-between">
          {pager}
          <Button size="xs" variant="default" ml="auto" onClick={onUndo}>
            Undo this run
          </Button>
        </Group>
        <Table className="stacked">
          <Table.Tbody>
            {shown.map((one) => (
              <Table.Tr key={`${one.side} ${one.path}`}>
                <Table.Td>
                  <PathLink item={item} at={one} />
                </Table.Td>
                <Table.Td w={110}>{one.side}</Table.Td>
                <Table.Td w={100} ta="right">
                  {one.size === undefined ? one.kind : bytesText(one.size)}
                </Table.Td>
                <Table.Td w={100} ta="right">
                  <Button
                    size="xs"
                    variant="subtle"
                    aria-label={`Restore ${pathText(one)}`}
                    onClick={() => onRestore(one)}
                  >
                    Restore
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Accordion.Panel>
    </Accordion.Item>
  );
}
