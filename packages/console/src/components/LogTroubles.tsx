import { Alert } from '@mantine/core';
import { useLogTroubles } from '../api/questions';
import { useStatus } from '../api/status';
import { asSentence } from '../words/sentences';

/** Says for as long as it is so that the log file of one of these items cannot be written, or read: what is shown may be in no file then. */
export function LogTroubles({ items }: { items: readonly string[] }) {
  const names = new Set(items);
  const { data } = useStatus();
  const withLog = data?.items.filter(({ name, hasLog }) => hasLog && names.has(name)) ?? [];
  const troubles = useLogTroubles(withLog.map(({ name }) => name));
  if (troubles.length === 0) return null;
  return (
    <Alert
      color="orange"
      role="status"
      title={items.length === 1 ? 'Trouble with the log file' : 'Trouble with log files'}
    >
      {troubles.map((trouble) => (
        <div key={trouble} className="words">
          {asSentence(trouble)}
        </div>
      ))}
    </Alert>
  );
}
