import { US_PER_MS } from '@syncline/model';
import type { ServerFacts, TimeSetter } from './features.js';
import { factTime } from './listing/facts.js';
import type { Reply } from './reply.js';
import { isCompletion, isUnknownCommand, replyValue } from './reply.js';
import type { Connection } from './server.js';

/** A four-digit year is all that the commands can carry. */
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59);
/** So many refusals in a row, and the server is one that sets no times. */
const MAX_REFUSALS = 3;

/** The command that sets the time (µs) of a file, or undefined while none is known to work. */
export function timeCommand(facts: ServerFacts, remote: string, mtimeUs: number): string | undefined {
  return facts.timeSetter === 'unknown' ? undefined : commandOf(facts.timeSetter, remote, mtimeUs);
}

function commandOf(setter: TimeSetter, remote: string, mtimeUs: number): string | undefined {
  const time = factTime(clamped(mtimeUs));
  switch (setter) {
    case 'mfmt':
      return `MFMT ${time} ${remote}`;
    // Not in any RFC, but older than MFMT: vsftpd and others take a time before the name.
    case 'mdtm':
      return `MDTM ${time} ${remote}`;
    case 'utime':
      return `SITE UTIME ${remote} ${time} ${time} ${time} UTC`;
    case 'unknown':
    case 'none':
      return undefined;
  }
}

/** Times before 1970 or after 9999 are carried as the nearest that can be told. */
function clamped(mtimeUs: number): number {
  return Math.min(Math.max(Math.floor(mtimeUs / US_PER_MS), 0), LATEST_MS);
}

/** Takes in the answer to a time command: a server that does not know it, or never lets us, is not asked for ever. */
export function noteTimeReply(facts: ServerFacts, reply: Reply): void {
  if (isCompletion(reply) && reply.code !== 202) facts.timeRefusals = 0;
  else if (isUnknownCommand(reply) || (facts.timeRefusals += 1) >= MAX_REFUSALS) facts.timeSetter = 'none';
}

/**
 * Finds out, once per server without MFMT, how a time can be set, on a file of ours. MDTM in its reading form takes
 * `TIME NAME` for a name and may well answer 213, so the time is read back: only that proves anything.
 */
export async function findTimeSetter(at: Connection, remote: string, mtimeUs: number): Promise<void> {
  const { facts } = at.server;
  for (const setter of ['mdtm', 'utime'] as const) {
    const command = commandOf(setter, remote, mtimeUs)!;
    const [set, read] = (await at.session.exchange([command, `MDTM ${remote}`])) as [Reply, Reply];
    const worked =
      isCompletion(set) && isCompletion(read) && replyValue(read).startsWith(factTime(clamped(mtimeUs)));
    if (!worked) continue;
    facts.timeSetter = setter;
    return;
  }
  facts.timeSetter = 'none';
}
