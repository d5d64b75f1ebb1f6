import {
  Alert,
  Button,
  Code,
  CopyButton,
  Group,
  Paper,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAction } from '../api/actions';
import { askAgain } from '../api/ask-again';
import { ask } from '../api/client';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { ErrorNote } from '../components/ErrorNote';
import { Form } from '../components/Form';
import { Moment } from '../components/Moment';

interface Token {
  readonly name: string;
  readonly scope: 'read' | 'full';
  readonly created: string;
}

/** The tokens by which programs use the API. */
export function TokensPage() {
  const queries = useQueryClient();
  const tokens = useQuery({
    queryKey: ['tokens'],
    queryFn: ({ signal }) => ask<readonly Token[]>('GET', '/tokens', undefined, signal),
  });
  const [goes, setGoes] = useState<string | undefined>(undefined);
  const refresh = () => askAgain(queries, { queryKey: ['tokens'] });
  const remove = useAction((name: string) => ask('DELETE', `/tokens/${encodeURIComponent(name)}`));
  return (
    <Stack>
      <Title order={1} size="h3">
        Tokens
      </Title>
      <Text c="dimmed">
        A program sends a token as “Authorization: Bearer …” instead of signing in. A token that reads can
        change nothing.
      </Text>
      <NewToken onMade={refresh} />
      <ErrorNote error={tokens.error} title="The tokens cannot be shown" />
      {tokens.data?.length === 0 && <Text>There is no token yet.</Text>}
      {tokens.data !== undefined && tokens.data.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>May</Table.Th>
              <Table.Th>Made</Table.Th>
              <Table.Th aria-label="Actions" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {tokens.data.map(({ name, scope, created }) => (
              <Table.Tr key={name}>
                <Table.Td className="words">{name}</Table.Td>
                <Table.Td>{scope === 'read' ? 'read' : 'read and change'}</Table.Td>
                <Table.Td>
                  <Moment at={created} />
                </Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Remove ${name}`}
                    onClick={() => setGoes(name)}
                  >
                    Remove
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <ConfirmDialog
        opened={goes !== undefined}
        title={`Remove the token ${goes ?? ''}?`}
        action="Remove"
        pending={remove.isPending}
        error={remove.error}
        onClose={() => setGoes(undefined)}
        onConfirm={() =>
          remove.mutate(goes ?? '', {
            onSuccess: () => {
              setGoes(undefined);
              void refresh();
            },
          })
        }
      >
        Whoever uses it is refused from then on.
      </ConfirmDialog>
    </Stack>
  );
}

function NewToken({ onMade }: { onMade: () => void }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<string>('read');
  const make = useAction((body: object) => ask<{ name: string; token: string }>('POST', '/tokens', body));
  const submit = () => make.mutate({ name, scope }, { onSuccess: onMade });
  return (
    <Paper withBorder p="md">
      <Form isSaving={make.isPending} onSubmit={submit}>
        <Stack>
          <Group align="end">
            <TextInput
              label="Name of a new token"
              placeholder="monitoring"
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <Select
              label="It may"
              allowDeselect={false}
              data={[
                { value: 'read', label: 'read' },
                { value: 'full', label: 'read and change' },
              ]}
              value={scope}
              onChange={(value) => setScope(value ?? 'read')}
            />
            <Button type="submit" disabled={name === ''} loading={make.isPending}>
              Make it
            </Button>
          </Group>
          <ErrorNote error={make.error} title="No token was made" />
          {make.data !== undefined && (
            <Alert color="green" title={`The token ${make.data.name} is shown this once`}>
              <Group>
                <Code className="path">{make.data.token}</Code>
                <CopyButton value={make.data.token}>
                  {({ copied, copy }) => (
                    <Button size="xs" variant="default" onClick={copy}>
                      {copied ? 'Copied' : 'Copy'}
                    </Button>
                  )}
                </CopyButton>
              </Group>
            </Alert>
          )}
        </Stack>
      </Form>
    </Paper>
  );
}
