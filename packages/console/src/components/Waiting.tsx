import { Center, Loader } from '@mantine/core';

/** Something is asked for that is not here yet. */
export function Waiting({ label = 'Loading' }: { label?: string }) {
  return (
    <Center p="xl">
      <Loader role="status" aria-label={label} />
    </Center>
  );
}
