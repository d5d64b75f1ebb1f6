import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useBeginSession } from '../api/session';
import { DoorCard } from '../components/DoorCard';
import { Form } from '../components/Form';

const MIN_LENGTH = 8;

/** The first start: whoever can read the daemon's log sets the password. */
export function SetUp() {
  const [given] = useState(() => new URLSearchParams(window.location.search).get('code') ?? '');
  const [code, setCode] = useState(given);
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const setUp = useBeginSession('POST', '/setup');
  const tooShort = password !== '' && [...password].length < MIN_LENGTH;
  const differs = again !== '' && again !== password;
  return (
    <DoorCard
      title="Welcome to Syncline"
      hint="Choose the password of this console. The set-up code is in the daemon’s log, and “syncline status” shows it."
    >
      <Form isSaving={setUp.isPending} onSubmit={() => setUp.mutate({ code: code.trim(), password })}>
        <Stack>
          <TextInput
            label="Set-up code"
            autoComplete="off"
            autoFocus={given === ''}
            required
            withAsterisk={false}
            value={code}
            onChange={({ currentTarget }) => setCode(currentTarget.value)}
            error={setUp.error?.message}
          />
          <PasswordInput
            label="New password"
            description={`At least ${MIN_LENGTH} characters; a few words are good.`}
            autoComplete="new-password"
            autoFocus={given !== ''}
            required
            withAsterisk={false}
            value={password}
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            error={tooShort && `At least ${MIN_LENGTH} characters`}
          />
          <PasswordInput
            label="The same again"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={again}
            onChange={({ currentTarget }) => setAgain(currentTarget.value)}
            error={differs && 'This is not the same'}
          />
          <Button
            type="submit"
            loading={setUp.isPending}
            disabled={code === '' || tooShort || password === '' || again !== password}
          >
            Set the password
          </Button>
        </Stack>
      </Form>
    </DoorCard>
  );
}
