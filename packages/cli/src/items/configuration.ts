import type { LoadedConfig } from '@syncline/daemon/config';

import { usageError } from '@syncline/model';
import type { Context } from '../context.js';
import { noticeLine } from '../notice-line.js';
import type { Screen } from '../screen.js';

/** Tells people something beside the result; a warning. */
export type Warn = (message: string) => void;

/**
 * The configuration that `--config` names, which must be there, else the user's own, which need not; its warnings are
 * told. Throws `usage`.
 */
export async function loadConfiguration(
  option: string | undefined,
  context: Context,
  warn: Warn,
): Promise<LoadedConfig> {
  const { configFile, loadConfig, problemLine } = await import('@syncline/daemon/config');
  const loaded = await loadConfig(configFile(option, context), context.home);
  if (option !== undefined && !loaded.exists) throw usageError(`--config: there is no file ${loaded.file}`);
  for (const problem of loaded.warnings) warn(problemLine(loaded.file, problem));
  return loaded;
}

/** Warnings as lines on standard error. */
export function warnOn(screen: Screen): Warn {
  return (message) => screen.err(noticeLine({ level: 'warning', message }));
}
