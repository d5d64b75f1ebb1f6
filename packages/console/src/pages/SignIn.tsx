import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { useBeginSession } from '../api/session';
import { DoorCard } from '../components/DoorCard';
import { Form } from '../components/Form';

export interface SignInProps {
  readonly hint?: string;
}

export function SignIn({ hint = 'Sign in to see and change what is kept in step.' }: SignInProps) {
  const [password, setPassword] = useState('');
  const signIn = useBeginSession('POST', '/session');
  return (
    <DoorCard title="Syncline" hint={hint}>
      <Form isSaving={signIn.isPending} onSubmit={() => signIn.mutate({ password })}>
        <Stack>
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            autoFocus
            data-autofocus
            required
            withAsterisk={false}
            value={password}
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            error={signIn.error?.message}
          />
          <Button type="submit" loading={signIn.isPending} disabled={password === ''}>
            Sign in
          </Button>
        </Stack>
      </Form>
    </DoorCard>
  );
}
