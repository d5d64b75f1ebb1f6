import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useWhy } from '../api/questions';
import type { ItemStatus } from '../api/shapes';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { Waiting } from '../components/Waiting';
import type { ShownPath } from '../words/paths';
import { hasEscapes, whyHref } from '../words/paths';
import { WhyAnswer } from './WhyAnswer';

/** Why a path is as it is, and what the next run does about it. The address says which path. */
export function WhyTab({ item }: { item: ItemStatus }) {
  const [query] = useSearchParams();
  const path = query.get('path');
  const encoding = query.get('encoding') === 'escaped' ? 'escaped' : undefined;
  return (
    <Stack>
      <Question key={`${encoding} ${path}`} item={item.name} asked={{ path: path ?? '', encoding }} />
      {path === null ? (
        <EmptyState title="Which path?">
          Every path in this console leads here: from the log, from operations, held deletes, conflicts and
          the trash. Or type one.
        </EmptyState>
      ) : (
        <Asked item={item.name} path={{ path, encoding }} />
      )}
    </Stack>
  );
}

function Question({ item, asked }: { item: string; asked: ShownPath }) {
  const [, navigate] = useLocation();
  const [path, setPath] = useState(asked.path);
  const [isEscaped, setEscaped] = useState(asked.encoding !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    navigate(whyHref(item, { path, encoding: isEscaped && hasEscapes(path) ? 'escaped' : undefined }));
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Group align="flex-end">
          <TextInput
            flex="1 1 16rem"
            label="Path"
            description="Relative to the roots, with slashes"
            placeholder="inbox/letter.eml"
            value={path}
            onChange={({ currentTarget }) => setPath(currentTarget.value)}
          />
          <Button type="submit" disabled={path === ''}>
            Why?
          </Button>
        </Group>
        {hasEscapes(path) && (
          <Switch
            label="\xNN stands for a byte that is not UTF-8"
            checked={isEscaped}
            onChange={({ currentTarget }) => setEscaped(currentTarget.checked)}
          />
        )}
      </Stack>
    </form>
  );
}

function Asked({ item, path }: { item: string; path: ShownPath }) {
  const { data, error } = useWhy(item, path);
  return (
    <>
      <ErrorNote error={error} title="There is no answer" />
      {data === undefined && error === null && <Waiting label="Both sides are looked at" />}
      {data !== undefined && <WhyAnswer item={item} why={data} />}
    </>
  );
}
