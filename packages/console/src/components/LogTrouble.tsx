import { Alert } from '@mantine/core';
import { useLogFile } from '../api/questions';
import { useStatus } from '../api/status';
import { asSentence } from '../words/sentences';

/** Says for as long as it is so that the log file of an item cannot be written: what is shown is in no file then. */
export function LogTrouble({ item }: { item: string }) {
  const hasLog = useStatus().data?.items.some((each) => each.name === item && each.hasLog) === true;
  const trouble = useLogFile(item, hasLog).data?.trouble;
  if (!hasLog || trouble === undefined) return null;
  return (
    <Alert color="orange" role="status" title="The log is kept in no file">
      <span className="words">{asSentence(trouble)}</span>
    </Alert>
  );
}
