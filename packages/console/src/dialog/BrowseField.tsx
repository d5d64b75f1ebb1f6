import {
  Anchor,
  Button,
  Group,
  Modal,
  ScrollArea,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { IconArrowUp, IconFile, IconFolder } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client';
import { ErrorNote } from '../components/ErrorNote';

export interface BrowseFieldProps {
  readonly label: string;
  readonly description: string;
  /** A file is looked for, not a folder; one that is not there yet would have this name. */
  readonly newFile?: string;
  readonly required?: boolean;
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly name: string;
  readonly error: string | undefined;
}

/** A path of the daemon's machine, typed or browsed for. */
export function BrowseField({ newFile, onChange, ...input }: BrowseFieldProps) {
  const [browses, setBrowses] = useState(false);
  const { label, value } = input;
  return (
    <>
      <TextInput
        {...input}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        rightSectionWidth={44}
        rightSection={
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={`Browse for ${label}`}
            onClick={() => setBrowses(true)}
          >
            …
          </Button>
        }
      />
      {browses && (
        <BrowseDialog
          title={label}
          start={value}
          newFile={newFile}
          onChoose={(path) => {
            onChange(path);
            setBrowses(false);
          }}
          onClose={() => setBrowses(false)}
        />
      )}
    </>
  );
}

interface Browsed {
  readonly path: string | null;
  readonly parent: string | null;
  readonly entries: readonly { readonly name: string; readonly path: string; readonly folder: boolean }[];
  readonly more: boolean;
}

interface BrowseDialogProps {
  readonly title: string;
  readonly start: string;
  readonly newFile: string | undefined;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}

function BrowseDialog({ title, start, newFile, onChoose, onClose }: BrowseDialogProps) {
  const takesFiles = newFile !== undefined;
  const [path, setPath] = useState(startOf(start, takesFiles));
  const { data, error } = useQuery({
    queryKey: ['browse', path ?? null],
    queryFn: ({ signal }) =>
      ask<Browsed>(
        'GET',
        path === undefined ? '/browse' : `/browse?path=${encodeURIComponent(path)}`,
        undefined,
        signal,
      ),
    staleTime: 0,
    retry: false,
  });
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <Stack>
        <Group justify="space-between" wrap="nowrap">
          <Text ff="monospace" size="sm" className="path">
            {path ?? 'What may be browsed on the machine of the daemon'}
          </Text>
          {path !== undefined && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconArrowUp size={14} aria-hidden />}
              onClick={() => setPath(data?.parent ?? undefined)}
            >
              Up
            </Button>
          )}
        </Group>
        <ErrorNote error={error} title="It cannot be browsed" />
        {error !== null && (
          <Anchor component="button" type="button" onClick={() => setPath(undefined)}>
            Show what may be browsed
          </Anchor>
        )}
        {data?.entries.length === 0 && (
          <Text c="dimmed">
            {path === undefined
              ? 'No folder may be browsed yet. “http.browse” in the configuration names some, and folders beside those that items use may be browsed too. A path can be typed.'
              : 'Nothing is in here.'}
          </Text>
        )}
        <ScrollArea.Autosize mah={360} viewportProps={{ tabIndex: 0 }}>
          <Stack gap={2}>
            {data?.entries
              .filter(({ folder }) => folder || takesFiles)
              .map((entry) => (
                <UnstyledButton
                  key={entry.path}
                  p={6}
                  onClick={() => (entry.folder ? setPath(entry.path) : onChoose(entry.path))}
                >
                  <Group gap="xs" wrap="nowrap">
                    {entry.folder ? <IconFolder size={18} aria-hidden /> : <IconFile size={18} aria-hidden />}
                    <Text size="sm" className="path">
                      {entry.name}
                    </Text>
                  </Group>
                </UnstyledButton>
              ))}
          </Stack>
        </ScrollArea.Autosize>
        {data?.more === true && <Text size="sm">There is more than is shown; type the path.</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={path === undefined}
            onClick={() => path !== undefined && onChoose(takesFiles ? inFolder(path, newFile) : path)}
          >
            {takesFiles ? `New file ${newFile} in here` : 'Choose this folder'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Where browsing begins: at what is typed, of a file in its folder; undefined: at what may be browsed. */
function startOf(typed: string, isFile: boolean): string | undefined {
  if (!typed.startsWith('/')) return undefined;
  return isFile ? typed.slice(0, typed.lastIndexOf('/')) || '/' : typed;
}

function inFolder(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}
