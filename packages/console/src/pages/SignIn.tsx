import { Button, PasswordInput, Stack } from '@mantine/core';
import type { FormEvent } from 'react';
import { useState } from 'react';
import { useBeginSession } from '../api/session';
import { DoorCard } from '../components/DoorCard';

export interface SignInProps {
  readonly hint?: string;
}

export function SignIn({ hint = 'Sign in to see and change what is kept in step.' }: SignInProps) {
  const [password, setPassword] = useState('');
  const signIn = useBeginSession('POST', '/session');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ password });
  };
  return (
    <DoorCard title="Syncline" hint={hint}>
      <form onSubmit={submit}>
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
      </form>
    </DoorCard>
  );
}
