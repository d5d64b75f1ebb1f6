import { open } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';

import { messageOf, SynclineError, systemCode, usageError } from '@syncline/model';

import type { Config } from './configured-item.js';
import { parseConfig } from './parse.js';
import type { ConfigProblem } from './problem.js';
import { problemLine } from './problem.js';

/** Ten thousand items fit; what is larger is another file. */
const MOST_CONFIG_BYTES = 8 * 1024 * 1024;
const GROUP_OR_OTHERS_READ = 0o044;
const OTHERS_WRITE = 0o002;

/** Where things of this user are. */
export interface Home {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
}

/** The text of a configuration file as it was read. */
export interface ConfigText {
  readonly file: string;
  readonly text: string;
  /** False: there is no such file, and the text is empty. */
  readonly exists: boolean;
  /** Permission bits; 0 where there is no file. */
  readonly mode: number;
}

/** A configuration that is in order. */
export interface LoadedConfig extends ConfigText {
  readonly config: Config;
  readonly warnings: readonly ConfigProblem[];
}

/** `--config FILE`, else by the XDG Base Directory Specification, which ignores relative paths. */
export function configFile(option: string | undefined, { cwd, env, home }: Home): string {
  if (option !== undefined) return resolve(cwd, option);
  const xdg = env['XDG_CONFIG_HOME'] ?? '';
  return join(isAbsolute(xdg) ? xdg : join(home, '.config'), 'syncline', 'syncline.yaml');
}

/** Throws `usage` for a file that can't be read; one that is not there is an empty one. */
export async function readConfigText(file: string): Promise<ConfigText> {
  try {
    const handle = await open(file, 'r');
    try {
      const { mode, size } = await handle.stat();
      if (size > MOST_CONFIG_BYTES)
        throw usageError(`${file} has ${size} bytes: a configuration has ${MOST_CONFIG_BYTES} at most`);
      return { file, text: await handle.readFile('utf8'), exists: true, mode: mode & 0o777 };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { file, text: '', exists: false, mode: 0 };
    if (systemCode(error) === undefined) throw error;
    throw usageError(`the configuration ${file} cannot be read: ${messageOf(error)}`, error);
  }
}

/** What a text says, and what is to be said of it and of who may read it. */
export function checkConfigText(
  read: ConfigText,
  home: string,
): { readonly config: Config | undefined; readonly problems: readonly ConfigProblem[] } {
  const { config, problems } = parseConfig(read.text, { directory: dirname(read.file), home });
  const exposure = config === undefined ? undefined : exposureOf(read, config);
  if (exposure === undefined) return { config, problems };
  return {
    config: exposure.level === 'error' ? undefined : config,
    problems: [exposure, ...problems],
  };
}

/** Loads the configuration. Throws `usage` with the first error, and how many more there are. */
export async function loadConfig(file: string, home: string): Promise<LoadedConfig> {
  const read = await readConfigText(file);
  const { config, problems } = checkConfigText(read, home);
  if (config === undefined) throw invalid(file, problems);
  return { ...read, config, warnings: problems };
}

/** A configuration that is not in order; the message has the first problem. */
export class InvalidConfigError extends SynclineError {
  /** All that make it so. */
  readonly problems: readonly ConfigProblem[];

  constructor(message: string, problems: readonly ConfigProblem[]) {
    super('usage', message, { scope: 'item' });
    this.problems = problems;
  }
}

/** The error for a configuration with problems. */
export function invalid(file: string, problems: readonly ConfigProblem[]): InvalidConfigError {
  const errors = problems.filter(({ level }) => level === 'error');
  const [first, ...more] = errors;
  const others = more.length === 0 ? '' : ` (and ${more.length} more: see syncline check)`;
  const message = first === undefined ? `${file} is not valid` : `${problemLine(file, first)}${others}`;
  return new InvalidConfigError(message, errors);
}

/** G4: who else may read literal secrets, or change what is synchronized. */
function exposureOf({ mode }: ConfigText, config: Config): ConfigProblem | undefined {
  if (process.platform === 'win32') return undefined;
  const level = config.permissions === 'refuse' ? 'error' : 'warning';
  const at = { level, line: 1, column: 1, key: '' } as const;
  if ((mode & OTHERS_WRITE) !== 0)
    return { ...at, message: 'everybody may change this file, and so what is deleted where: chmod o-w it' };
  if ((mode & GROUP_OR_OTHERS_READ) !== 0 && holdsSecret(config))
    return { ...at, message: 'others may read this file, and it holds a password: chmod 600 it' };
  return undefined;
}

function holdsSecret({ items }: Config): boolean {
  return items.some((item) =>
    [item.source.endpoint, item.destination.endpoint].some(
      (endpoint) =>
        endpoint.type !== 'directory' && endpoint.password?.from === 'text' && endpoint.password.text !== '',
    ),
  );
}
