import { Alert, List } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client';
import { faultText } from '../words/faults';
import { asSentence } from '../words/sentences';

export interface ErrorNoteProps {
  readonly error: Error | null | undefined;
  readonly title: string;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

/** What went wrong, in the daemon's words. Nothing where nothing did. */
export function ErrorNote({ error, title, children }: ErrorNoteProps) {
  if (error === null || error === undefined) return null;
  return (
    <Alert color="red" icon={<IconAlertCircle aria-hidden />} title={title} role="alert">
      <ErrorText error={error} />
      {children}
    </Alert>
  );
}

/** What is wrong with each field, by the name that it has here; else the message. */
function ErrorText({ error }: { error: Error }) {
  const [first, ...more] = error instanceof ApiError ? error.faults.map(faultText) : [];
  if (more.length === 0) return <div className="words">{first ?? asSentence(error.message)}</div>;
  return (
    <List>
      {[first, ...more].map((text) => (
        <List.Item key={text} className="words">
          {text}
        </List.Item>
      ))}
    </List>
  );
}
