import { memo, useEffect, useRef, useState } from 'react';
import { readLogLine } from '../words/log-lines';
import { whyHref } from '../words/paths';
import type { LogChunk, NumberedLine } from './log-chunks';

export interface LogChunkViewProps {
  readonly chunk: LogChunk;
  readonly isOfMany: boolean;
  /** It is seen first, by whoever follows. */
  readonly isLast: boolean;
}

/** Of a line that is not wrapped; as in the style sheet. */
const LINE_REM = 1.25;
/** What is this far out of sight is drawn, so that nobody sees it come. */
const NEAR = '800px 0px';

interface Seen {
  readonly isNear: boolean;
  /** In pixels, once it was drawn. */
  readonly height?: number;
}

/** Some lines of a log, drawn while they are in sight or near it; else only their room is kept. */
export const LogChunkView = memo(function LogChunkView({ chunk, isOfMany, isLast }: LogChunkViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const [{ isNear, height }, setSeen] = useState<Seen>({ isNear: false });
  useEffect(() => {
    const { current: element } = box;
    if (element === null) return undefined;
    const take = ([entry]: IntersectionObserverEntry[]) =>
      setSeen((before) => {
        const isNow = entry?.isIntersecting === true;
        if (isNow === before.isNear) return before;
        return isNow
          ? { ...before, isNear: true }
          : { isNear: false, height: entry!.boundingClientRect.height };
      });
    const observer = new IntersectionObserver(take, { root: element.closest('.log'), rootMargin: NEAR });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const isDrawn = isNear || isLast;
  const room = height === undefined ? `${chunk.lines.length * LINE_REM}rem` : `${height}px`;
  return (
    <div ref={box} className="chunk" {...(isDrawn ? {} : { style: { height: room } })}>
      {isDrawn && chunk.lines.map((line) => <Line key={line.number} line={line} isOfMany={isOfMany} />)}
    </div>
  );
});

const DATE_LENGTH = '2026-11-22 '.length;

interface LineProps {
  readonly line: NumberedLine;
  readonly isOfMany: boolean;
}

const Line = memo(function Line({ line: { item, text }, isOfMany }: LineProps) {
  const { time, before, path, shown, behind } = readLogLine(text);
  return (
    <div className={kindOf(before, path !== undefined)}>
      <time>
        <span className="date">{time.slice(0, DATE_LENGTH)}</span>
        {time.slice(DATE_LENGTH, -' UTC'.length)}
      </time>{' '}
      {isOfMany && <b>[{item}] </b>}
      <span>
        {before}
        {path !== undefined && (
          <a href={whyHref(item, path)} tabIndex={-1} title="Why?">
            {shown}
          </a>
        )}
        {behind}
      </span>
    </div>
  );
});

/** Trouble is seen at a glance, and so is where a run begins and ends. */
function kindOf(before: string, isOperation: boolean): string | undefined {
  if (/^(not |error)/.test(before)) return 'bad';
  if (/^(skipped|held|conflict|warning)/.test(before)) return 'odd';
  return isOperation ? undefined : 'said';
}
