import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { useBeginSession } from '../api/session';
import { ErrorNote } from '../components/ErrorNote';
import { Form } from '../components/Form';

const MIN_LENGTH = 8;

/** Changes the password of the console. */
export function PasswordDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Change the password">
      <PasswordForm onDone={onClose} />
    </Modal>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const change = useBeginSession('PUT', '/password');
  const tooShort = password !== '' && [...password].length < MIN_LENGTH;
  const submit = () => change.mutate({ present, password }, { onSuccess: onDone });
  return (
    <Form isSaving={change.isPending} onSubmit={submit}>
      <Stack>
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          data-autofocus
          value={present}
          onChange={({ currentTarget }) => setPresent(currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description={`At least ${MIN_LENGTH} characters. Every other browser is signed out.`}
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          error={tooShort && `At least ${MIN_LENGTH} characters`}
        />
        <ErrorNote error={change.error} title="The password is as it was" />
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={change.isPending}
            disabled={present === '' || password === '' || tooShort}
          >
            Change it
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}
