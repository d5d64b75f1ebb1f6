import { Text } from '@mantine/core';
import { momentText, relativeText } from '../words/moments';
import { useNow } from '../words/use-now';

/** How long ago or ahead; the exact time as its title. */
export function Moment({ at, none = '–' }: { at: string | undefined; none?: string }) {
  const now = useNow();
  if (at === undefined) return <>{none}</>;
  return (
    <Text component="time" dateTime={at} title={momentText(at)} inherit>
      {relativeText(at, now)}
    </Text>
  );
}
