import { memo } from 'react';
import { Link } from 'wouter';
import { readLogLine } from '../words/log-lines';
import { whyHref } from '../words/paths';
import type { LogChunk, NumberedLine } from './log-chunks';

/** Some lines of a log. What is out of sight is not laid out (`content-visibility`). */
export const LogChunkView = memo(function LogChunkView({
  chunk,
  isOfMany,
}: {
  readonly chunk: LogChunk;
  readonly isOfMany: boolean;
}) {
  return (
    <div className="chunk" style={{ containIntrinsicHeight: `auto ${chunk.lines.length * LINE_REM}rem` }}>
      {chunk.lines.map((line) => (
        <Line key={line.number} line={line} isOfMany={isOfMany} />
      ))}
    </div>
  );
});

const LINE_REM = 1.25;

const Line = memo(function Line({
  line: { item, text },
  isOfMany,
}: {
  readonly line: NumberedLine;
  readonly isOfMany: boolean;
}) {
  const { time, before, path, shown, behind } = readLogLine(text);
  return (
    <div className={path === undefined && !/^(error|warning)/.test(before) ? 'said' : kindOf(before)}>
      <time>{time.slice(0, -' UTC'.length)}</time> {isOfMany && <b>[{item}] </b>}
      <span>
        {before}
        {path !== undefined && (
          <Link href={whyHref(item, path)} tabIndex={-1} title="Why?">
            {shown}
          </Link>
        )}
        {behind}
      </span>
    </div>
  );
});

/** Trouble is seen at a glance. */
function kindOf(before: string): string | undefined {
  return /^(not |error)/.test(before)
    ? 'bad'
    : /^(skipped|held|conflict|warning)/.test(before)
      ? 'odd'
      : undefined;
}
