import { Group, Stack, Text } from '@mantine/core';
import { IconFile, IconFolder, IconLink, IconQuestionMark } from '@tabler/icons-react';
import type { EntriesShape, SideName } from '../api/shapes';
import { usePage } from '../components/use-page';
import { exclusionText } from '../words/entries';
import { pathText } from '../words/paths';

type EntryShape = EntriesShape['entries'][number];

export interface EntryListProps {
  readonly entries: readonly EntryShape[];
  /** Whose they are. */
  readonly side: SideName;
  readonly empty: string;
}

/** Entries of a side, a page at a time, each with what leaves it out. */
export function EntryList({ entries, side, empty }: EntryListProps) {
  const { shown, pager } = usePage(entries);
  if (entries.length === 0) return <Text c="dimmed">{empty}</Text>;
  return (
    <Stack gap="xs">
      <ul className="entries">
        {shown.map((entry) => (
          <li key={entry.path}>
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <KindIcon kind={entry.kind} />
              <div>
                <Text size="sm" className="path" ff="monospace">
                  {pathText(entry)}
                  {entry.kind === 'directory' && '/'}
                </Text>
                {entry.exclusion !== null && (
                  <Text size="xs" c="dimmed" className="words">
                    {exclusionText(entry.exclusion, entry.kind, side)}
                  </Text>
                )}
              </div>
            </Group>
          </li>
        ))}
      </ul>
      {pager}
    </Stack>
  );
}

function KindIcon({ kind }: { kind: EntryShape['kind'] }) {
  const Icon = { file: IconFile, directory: IconFolder, link: IconLink, unknown: IconQuestionMark }[kind];
  return <Icon size={16} aria-hidden className="kind" />;
}
