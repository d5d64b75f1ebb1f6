import { Alert, Button, Group, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useState } from 'react';
import { itemPath } from '../api/actions';
import { ask } from '../api/client';
import type { ItemStatus, WhyShape, WhySide } from '../api/shapes';
import { ErrorNote } from '../components/ErrorNote';
import { Moment } from '../components/Moment';
import { momentText } from '../words/moments';
import { bytesText } from '../words/quantities';

/** Why a path is as it is, and what the next run does about it. */
export function WhyTab({ item }: { item: ItemStatus }) {
  const [path, setPath] = useState('');
  const why = useMutation({
    mutationFn: () => ask<WhyShape>('GET', itemPath(item.name, `/why?path=${encodeURIComponent(path)}`)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    why.mutate();
  };
  return (
    <Stack>
      <form onSubmit={submit}>
        <Group align="flex-end">
          <TextInput
            flex="1 1 16rem"
            label="Path"
            description="Relative to the roots, with slashes"
            placeholder="inbox/letter.eml"
            value={path}
            onChange={({ currentTarget }) => setPath(currentTarget.value)}
          />
          <Button type="submit" loading={why.isPending} disabled={path === ''}>
            Why?
          </Button>
        </Group>
      </form>
      <ErrorNote error={why.error} title="There is no answer" />
      {why.data !== undefined && <Answer why={why.data} />}
    </Stack>
  );
}

function Answer({ why }: { why: WhyShape }) {
  const { path, does, next, rule, source, destination, journal, last } = why;
  return (
    <Stack>
      <Alert color="blue" title={<span className="path">{path}</span>} role="status">
        <Text className="words">{does}</Text>
        {rule !== null && (
          <Text size="sm" c="dimmed">
            Rule: {rule}
            {next === null ? '' : ` · at the ${next}`}
          </Text>
        )}
      </Alert>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Side title="Source" side={source} />
        <Side title="Destination" side={destination} />
        <Paper withBorder p="sm">
          <Title order={2} size="h5">
            What both last agreed on
          </Title>
          <Text size="sm">
            {journal === null
              ? 'nothing'
              : `a ${journal.kind}${journal.size === undefined ? '' : ` of ${bytesText(journal.size)}`}`}
          </Text>
        </Paper>
      </SimpleGrid>
      {last !== null && (
        <Text size="sm" className="words">
          Last: {last.op} {last.outcome} <Moment at={last.when} />
          {[last.reason, last.message].filter(Boolean).map((words) => ` · ${words}`)}
        </Text>
      )}
    </Stack>
  );
}

function Side({ title, side }: { title: string; side: WhySide }) {
  const { kind, standing, size, time, message } = side;
  return (
    <Paper withBorder p="sm">
      <Title order={2} size="h5">
        {title}
      </Title>
      <Text size="sm" className="words">
        {[
          kind,
          standing,
          size === undefined ? undefined : bytesText(size),
          time === undefined ? undefined : momentText(time),
          message,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </Paper>
  );
}
