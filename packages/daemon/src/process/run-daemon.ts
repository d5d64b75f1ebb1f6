import { live, synchronize } from '@syncline/engine';
import { isSynclineError, messageOf } from '@syncline/model';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { loadConfig } from '../config/config-file.js';
import { setUpAt } from '../http/routes/set-up.js';
import { createLogOutput } from '../logs/log-output.js';
import { safeJson } from '../words/safe-text.js';
import type { Daemon } from './daemon.js';
import { startDaemon } from './daemon.js';
import { createSupervisor } from './supervisor.js';

export interface RunDaemonOptions {
  /** The configuration file. */
  readonly file: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stateDirectory: string;
  readonly version: string;
  readonly consoleDirectory: string | undefined;
  readonly verbose: boolean;
  /** Aborted when the daemon is to end. */
  readonly signal: AbortSignal;
  /** Asks to be told when the daemon is to look at its files; returns how to stop that. */
  readonly onHangUp: (look: () => void) => () => void;
}

/** A stop that takes longer than this ends hard, within the 10 s of SPEC §8; whatever that leaves, the next start heals. */
const LONGEST_STOP_MS = 9_000;

const EXITS = { usage: 2, locked: 5, state: 3, refused: 3 } as const;

/**
 * Runs a daemon until its signal. Its log goes to standard output, one JSON object a line. Resolves to the exit code: 0 after
 * a graceful end, 2 for a configuration that is not in order, 5 while another daemon has the state directory.
 */
export async function runDaemon(options: RunDaemonOptions): Promise<number> {
  const log = createLog(options.verbose);
  let daemon: Daemon;
  try {
    const loaded = await loadConfig(options.file, options.home);
    if (!loaded.exists) log.warn({ file: loaded.file }, 'there is no configuration yet: no item runs');
    daemon = await startDaemon({ ...options, loaded, log, synchronize, live });
  } catch (error) {
    log.fatal({ err: isSynclineError(error) ? undefined : error }, messageOf(error));
    return exitFor(error);
  }
  const failures = watchFailures(log);
  const supervisor = createSupervisor({
    env: options.env,
    isWell: () => true,
    onFailure: (message) => log.warn(message),
  });
  const forgetHangUp = options.onHangUp(() => {
    log.info('configuration and certificate are looked at');
    void daemon.look();
  });
  tellWhere(daemon, log);
  supervisor.ready();
  await new Promise<void>((resolve) => {
    if (options.signal.aborted) return resolve();
    options.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  supervisor.stopping();
  log.info('the daemon ends: what is in hand is finished or rolled back');
  const ended = await endsInTime(daemon.close());
  supervisor.close();
  forgetHangUp();
  failures();
  if (ended) log.info('the daemon has ended');
  else log.error('the daemon did not end in time and is ended hard; the next start heals what that leaves');
  return 0;
}

const STANDARD_OUTPUT = 1;

function createLog(verbose: boolean): Logger {
  const output = createLogOutput({
    descriptor: STANDARD_OUTPUT,
    onBack: (lost, because) => log.warn({ lost, because }, 'this log could not be written for a while'),
  });
  const log: Logger = pino(
    {
      name: 'syncline',
      level: verbose ? 'debug' : 'info',
      timestamp: pino.stdTimeFunctions.isoTime,
      // A key of this name never holds anything that should be read.
      redact: {
        paths: ['password', '*.password', 'authorization', '*.authorization', 'cookie'],
        remove: true,
      },
    },
    // Names of files and what servers say are in it, and people read it on terminals.
    { write: (line) => output.write(`${safeJson(line.trimEnd())}\n`) },
  );
  return log;
}

/** INVARIANT: an error that nobody caught is told, and does not end the daemon of two hundred other items. */
function watchFailures(log: Logger): () => void {
  const tell = (error: unknown): void => log.error({ err: error }, 'an error that nobody caught');
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
  return () => {
    process.off('uncaughtException', tell);
    process.off('unhandledRejection', tell);
  };
}

function tellWhere({ url, access }: Daemon, log: Logger): void {
  if (url === undefined) return log.info('the daemon runs; console and API are off');
  const { setupCode } = access;
  if (setupCode === undefined) return log.info({ url }, 'the daemon runs');
  const first = setUpAt(setupCode, url).url;
  log.info({ url }, `the daemon runs; no password is set yet: open ${first} to set one`);
}

async function endsInTime(ending: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), LONGEST_STOP_MS);
  });
  try {
    return await Promise.race([ending.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function exitFor(error: unknown): number {
  if (!isSynclineError(error)) return 1;
  return error.code in EXITS ? EXITS[error.code as keyof typeof EXITS] : 1;
}
