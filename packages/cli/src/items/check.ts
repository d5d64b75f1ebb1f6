import { countOf, jsonLine, safeText } from '@syncline/daemon/words';
import type { Config, ConfigProblem, LoadedConfig } from '@syncline/daemon/config';
import { messageOf, SIDES, usageError } from '@syncline/model';

import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import type { AskOptions } from './list.js';
import { configuredSecret } from './named-item.js';

export interface CheckOptions extends AskOptions {
  readonly schema?: true;
}

/** `syncline check`: everything that is wrong with the configuration. Exit 2 when it can't be used as it is. */
export async function checkCommand(options: CheckOptions, context: Context): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const { checkConfigText, configFile, configJsonSchema, problemLine, readConfigText } =
      await import('@syncline/daemon/config');
    if (options.schema === true) {
      screen.out(JSON.stringify(configJsonSchema(), undefined, 2));
      return 0;
    }
    const read = await readConfigText(configFile(options.config, context));
    if (!read.exists) throw usageError(`there is no configuration ${read.file}`);
    const { config, problems } = checkConfigText(read, context.home);
    const all = [...problems, ...(await problemsAround(read, config, context))];
    const errors = all.filter(({ level }) => level === 'error').length;
    const warnings = all.length - errors;
    for (const problem of all) {
      if (options.json === true) screen.out(jsonLine({ type: 'problem', ...problem }));
      else screen.err(`${problem.level}: ${safeText(problemLine(read.file, problem))}`);
    }
    const exit = errors > 0 ? 2 : 0;
    const items = config?.items.length ?? null;
    if (options.json === true) screen.out(jsonLine({ type: 'summary', exit, items, errors, warnings }));
    else screen.out(verdict(read.file, items, errors, warnings));
    return exit;
  });
}

function verdict(file: string, items: number | null, errors: number, warnings: number): string {
  const also = warnings === 0 ? '' : `, ${countOf(warnings, 'warning')}`;
  return items === null
    ? `${file} cannot be used: ${countOf(errors, 'error')}${also}`
    : `${file} is in order: ${countOf(items, 'item')}${also}`;
}

/** What is wrong with what the configuration refers to: only warnings, as the daemon may see other files, and another environment. */
async function problemsAround(
  read: Omit<LoadedConfig, 'config' | 'warnings'>,
  config: Config | undefined,
  context: Context,
): Promise<readonly ConfigProblem[]> {
  if (config === undefined) return [];
  const loaded = { ...read, config, warnings: [] };
  return [...(await tlsProblems(loaded)), ...(await secretProblems(loaded, context))];
}

async function tlsProblems({ config, text }: LoadedConfig): Promise<readonly ConfigProblem[]> {
  const tls = config.http?.tls;
  if (tls === undefined) return [];
  const [{ problemAt }, { whyNoTls }] = await Promise.all([
    import('@syncline/daemon/config'),
    import('@syncline/daemon'),
  ]);
  const why = await whyNoTls(tls);
  if (why === undefined) return [];
  return [problemAt(text, 'warning', ['http', 'tls'], `${why}; the daemon would not start`)];
}

/** Secrets that can't be had here and now. */
async function secretProblems(loaded: LoadedConfig, context: Context): Promise<readonly ConfigProblem[]> {
  const { problemAt } = await import('@syncline/daemon/config');
  const problems: ConfigProblem[] = [];
  for (const [index, item] of loaded.config.items.entries()) {
    for (const side of SIDES) {
      const { endpoint } = item[side];
      if (endpoint.type === 'directory') continue;
      const privateKey = endpoint.type === 'sftp' ? endpoint.privateKey : undefined;
      for (const [key, kind, reference] of [
        ['password', 'password', endpoint.password],
        ['privateKey', 'private key', privateKey],
      ] as const) {
        const warn = (message: string): void =>
          void problems.push(problemAt(loaded.text, 'warning', ['items', index, side, key], message));
        const asked = { loaded, whose: `${item.name}, ${side}`, context, warn };
        await configuredSecret(kind, reference, asked).catch((error: unknown) => warn(messageOf(error)));
      }
    }
  }
  return problems;
}
