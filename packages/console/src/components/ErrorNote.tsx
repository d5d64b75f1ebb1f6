import { Alert } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';

/** What went wrong, in the daemon's words. Nothing where nothing did. */
export function ErrorNote({ error, title }: { error: Error | null | undefined; title: string }) {
  if (error === null || error === undefined) return null;
  return (
    <Alert color="red" icon={<IconAlertCircle aria-hidden />} title={title} role="alert">
      <span className="words">{error.message}</span>
    </Alert>
  );
}
