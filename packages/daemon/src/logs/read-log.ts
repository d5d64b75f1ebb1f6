import { messageOf } from '@syncline/model';
import { logTrouble } from './log-trouble.js';
import { lastLines } from './tail.js';

/** What a log file says, and what is wrong with it. */
export interface LogRead {
  /** The last ones, oldest first. */
  readonly lines: readonly string[];
  /** Why it cannot be written, or read, as it is now: for people. */
  readonly trouble?: string | undefined;
}

/** The last lines of a log file. What is wrong with it is no error: it is told, and keeps nobody from other logs. */
export async function readLog(file: string, count: number): Promise<LogRead> {
  const trouble = await logTrouble(file);
  try {
    return { lines: await lastLines(file, count), trouble };
  } catch (error) {
    return { lines: [], trouble: trouble ?? `the log file ${file} cannot be read: ${messageOf(error)}` };
  }
}
