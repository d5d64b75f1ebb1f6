import { isAbsolute, join, resolve } from 'node:path';

import type { Context } from './context.js';

/** Where journals are kept: `--state`, else by the XDG Base Directory Specification, which ignores relative paths. */
export function stateDirectory(
  option: string | undefined,
  context: Pick<Context, 'cwd' | 'env' | 'home'>,
): string {
  if (option !== undefined) return resolve(context.cwd, option);
  const xdg = context.env['XDG_STATE_HOME'] ?? '';
  return join(isAbsolute(xdg) ? xdg : join(context.home, '.local', 'state'), 'syncline');
}
