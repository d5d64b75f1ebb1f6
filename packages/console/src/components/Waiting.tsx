import { Center, Loader, Stack, Text } from '@mantine/core';

/** Something is asked for that is not here yet. What takes long says what goes on. */
export function Waiting({ label }: { label?: string }) {
  return (
    <Center p="xl">
      <Stack align="center" role="status" aria-label={label ?? 'Loading'}>
        <Loader aria-hidden />
        {label !== undefined && <Text aria-hidden>{label} …</Text>}
      </Stack>
    </Center>
  );
}
