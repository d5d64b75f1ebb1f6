/** A line of the log of an item. */
export interface LogLine {
  readonly item: string;
  readonly text: string;
}

/**
 * What a log had before some lines came: while it was read they were written to it too, each once and at its end. Two runs in
 * one second have lines that are alike, so each is taken out as often as it came.
 */
export function linesBefore(read: readonly LogLine[], came: readonly LogLine[]): readonly LogLine[] {
  const key = ({ item, text }: LogLine): string => `${item}\n${text}`;
  const left = new Map<string, number>();
  for (const line of came) left.set(key(line), (left.get(key(line)) ?? 0) + 1);
  return read
    .toReversed()
    .filter((line) => {
      const count = left.get(key(line)) ?? 0;
      if (count > 0) left.set(key(line), count - 1);
      return count === 0;
    })
    .toReversed();
}
