import { Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** The one card on the pages before the console itself. */
export function DoorCard({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder shadow="sm" p="xl" w="100%" maw={400}>
        <Stack>
          <Group gap="sm">
            <img src="/icon.svg" alt="" width={36} height={36} />
            <Title order={1} size="h3">
              {title}
            </Title>
          </Group>
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}
