import { ActionIcon, Group, Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconKey, IconLock, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useSignOut } from '../api/session';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { PasswordDialog } from './PasswordDialog';

/** Light or dark, password, tokens, and the way out. */
export function AccountMenu({ version }: { version: string | undefined }) {
  const [, navigate] = useLocation();
  const [changes, setChanges] = useState(false);
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  return (
    <Group gap="xs" wrap="nowrap">
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={dark ? 'Light colours' : 'Dark colours'}
        onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      >
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label="Account">
            <IconUser size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {version !== undefined && <Menu.Label>Syncline {version}</Menu.Label>}
          <Menu.Item leftSection={<IconLock size={16} />} onClick={() => setChanges(true)}>
            Change password
          </Menu.Item>
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => navigate('/tokens')}>
            Tokens
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PasswordDialog opened={changes} onClose={() => setChanges(false)} />
      <ConfirmDialog
        opened={signOut.isError}
        title="You are still signed in"
        action="Try again"
        pending={false}
        error={null}
        onClose={() => signOut.reset()}
        onConfirm={() => signOut.mutate()}
      >
        {signOut.error?.message} Until you have signed out, this browser can be used in your name.
      </ConfirmDialog>
    </Group>
  );
}
