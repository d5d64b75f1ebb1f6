import { Alert, AppShell, Box, Button, Container, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconFolders, IconListDetails } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useStatus } from '../api/status';
import { AccountMenu } from '../account/AccountMenu';
import { Lost } from './Lost';
import { useKeptFocus } from './use-kept-focus';

const HEADER_HEIGHT = 56;

const VIEWS = [
  {
    path: '/',
    label: 'Items',
    icon: IconListDetails,
    isHere: (location: string) => location === '/' || location.startsWith('/item/'),
  },
  {
    path: '/groups',
    label: 'Groups',
    icon: IconFolders,
    isHere: (location: string) => location === '/groups',
  },
];

/** Header, what is wrong with the configuration, and a page below. */
export function Shell({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  const status = useStatus();
  useKeptFocus(location);
  return (
    <AppShell header={{ height: HEADER_HEIGHT }} padding="md">
      <a className="skip" href="#main">
        To the content
      </a>
      <AppShell.Header>
        <Container size="xl" h="100%">
          <Group h="100%" justify="space-between" wrap="nowrap">
            <Group gap="lg" h="100%" wrap="nowrap">
              <Group gap="xs" wrap="nowrap">
                <img src="/icon.svg" alt="" width={28} height={28} />
                <Text fw={700} visibleFrom="xs">
                  Syncline
                </Text>
              </Group>
              <Box component="nav" aria-label="Views" className="views">
                <Group gap={4} wrap="nowrap">
                  {VIEWS.map(({ path, label, icon: Sign, isHere }) => (
                    <Button
                      key={path}
                      component={Link}
                      href={path}
                      variant={isHere(location) ? 'light' : 'subtle'}
                      color={isHere(location) ? 'lagoon' : 'gray'}
                      c="var(--mantine-color-text)"
                      aria-current={isHere(location) ? 'page' : undefined}
                      leftSection={<Sign size={16} aria-hidden />}
                    >
                      {label}
                    </Button>
                  ))}
                </Group>
              </Box>
            </Group>
            <AccountMenu version={status.data?.version} />
          </Group>
        </Container>
      </AppShell.Header>
      <AppShell.Main id="main" tabIndex={-1}>
        <Container size="xl" px={0}>
          <Stack>
            <Lost status={status} />
            <ConfigProblems
              problems={status.data?.config.problems ?? []}
              file={status.data?.config.file ?? ''}
            />
            {children}
          </Stack>
        </Container>
      </AppShell.Main>
    </AppShell>
  );
}

function ConfigProblems({ problems, file }: { problems: readonly string[]; file: string }) {
  if (problems.length === 0) return null;
  return (
    <Alert
      color="orange"
      icon={<IconAlertTriangle aria-hidden />}
      title={`The last edit of ${file} is not in force`}
      role="alert"
    >
      The items go on as they were before it.
      <List size="sm" mt="xs">
        {problems.map((problem) => (
          <List.Item key={problem} className="words">
            {problem}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
