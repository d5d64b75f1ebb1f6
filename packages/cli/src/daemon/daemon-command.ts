import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { usageError } from '@syncline/model';
import type { Context } from '../context.js';
import { watchSignals } from '../signals.js';
import { stateDirectory } from '../state-directory.js';
import { readVersion } from '../version.js';

export interface DaemonCommandOptions {
  readonly config?: string;
  readonly state?: string;
  readonly verbose?: boolean;
}

/** `syncline daemon`: runs until SIGINT or SIGTERM, or its terminal is closed. Resolves to the exit code; throws `usage`. */
export async function daemonCommand(options: DaemonCommandOptions, context: Context): Promise<number> {
  const { env, home } = context;
  const [{ runDaemon }, { configFile, readConfigText }] = await Promise.all([
    import('@syncline/daemon'),
    import('@syncline/daemon/config'),
  ]);
  const file = configFile(options.config, context);
  if (options.config !== undefined && !(await readConfigText(file)).exists)
    throw usageError(`--config: there is no file ${file}`);
  const abort = new AbortController();
  // Its terminal was closed. One that has none is asked to look at its files again, as daemons are.
  const onHangUp: typeof context.onHangUp = (look) =>
    context.onHangUp(() => (context.stdin.isTTY === true ? abort.abort() : look()));
  const forget = watchSignals(context.onSignal, {
    stop: () => abort.abort(),
    stopNow: () => context.exit(0),
  });
  try {
    return await runDaemon({
      file,
      home,
      env,
      stateDirectory: stateDirectory(options.state, context),
      version: readVersion(),
      consoleDirectory: consoleDirectory(),
      verbose: options.verbose === true,
      signal: abort.signal,
      onHangUp,
    });
  } finally {
    forget();
  }
}

/** Where the console is built to; undefined where its package is not installed. */
function consoleDirectory(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@syncline/console/package.json');
    return join(dirname(manifest), 'dist');
  } catch {
    return undefined;
  }
}
