import type { Reply } from './reply.js';
import { isCompletion, isUnknownCommand, replyValue } from './reply.js';

/** How the time of a file is set on a server. `unknown`: not tried yet. */
export type TimeSetter = 'unknown' | 'mfmt' | 'mdtm' | 'utime' | 'none';
/** Which command lists a directory. `unknown`: `LIST -a` is still to be proven (FAULTS S8). */
export type ListCommand = 'MLSD' | 'LIST -a' | 'LIST' | 'unknown';

/** What is known of one server; learned as work goes on, shared by all its connections. */
export interface ServerFacts {
  /** MLST and MLSD (RFC 3659 §7), whose facts make exact tokens. */
  readonly mlst: boolean;
  /** MLST answers 550 where nothing has the name. Apache's FtpServer says 501 instead: there SIZE and CWD are asked as well. */
  mlstDenies: boolean;
  readonly size: boolean;
  readonly mdtm: boolean;
  /** A file can be asked for by name: MLST, or SIZE, which is believed in until it turns out to be unknown (FAULTS S11). */
  asksForFiles: boolean;
  /** Names may not hold a backslash or start with a drive letter. */
  windows: boolean;
  listCommand: ListCommand;
  timeSetter: TimeSetter;
  /** Refusals of the time setter in a row. */
  timeRefusals: number;
  /** EPSV was refused; PASV is used. */
  extendedPassive: boolean;
  /** Apache's FtpServer leaves names with a dot out of MLSD, too, and lists them when it is asked as for LIST. */
  readonly mlsd: 'MLSD' | 'MLSD -a';
  /** A command that was sent ahead of the answer to the one before it is dropped (uftpd). */
  readonly oneAtATime: boolean;
  /** APPE was not refused yet. */
  appends: boolean;
  /** Whether listings show names that start with a dot. MLSD and a proven `LIST -a` do until the contrary is found. */
  dotNames: 'shown' | 'hidden' | 'unknown';
}

/** Reads the answers to FEAT (RFC 2389) and SYST. A server that refuses FEAT has none of the extensions. */
export function serverFacts(feat: Reply, syst: Reply, oneAtATime = false): ServerFacts {
  const names = new Set(isCompletion(feat) ? featureNames(feat.text) : []);
  const unadvertised = isUnknownCommand(feat);
  const mlst = names.has('MLST') || names.has('MLSD');
  return {
    mlst,
    mlstDenies: true,
    size: names.has('SIZE') || unadvertised,
    mdtm: names.has('MDTM') || unadvertised,
    asksForFiles: true,
    windows: isCompletion(syst) && /windows/i.test(replyValue(syst)),
    listCommand: mlst ? 'MLSD' : 'unknown',
    timeSetter: names.has('MFMT') ? 'mfmt' : 'unknown',
    timeRefusals: 0,
    extendedPassive: true,
    mlsd: /apache ftpserver/i.test(syst.text) ? 'MLSD -a' : 'MLSD',
    oneAtATime,
    appends: true,
    dotNames: mlst ? 'shown' : 'unknown',
  };
}

function featureNames(text: string): string[] {
  const lines = text.split('\n').slice(1, -1);
  return lines.map((line) => line.trim().split(/[ ;]/, 1)[0]!.toUpperCase());
}

/** Whether listings have facts, and so the same tokens as a look by name. */
export function isExact({ listCommand }: Pick<ServerFacts, 'listCommand'>): boolean {
  return listCommand === 'MLSD';
}
