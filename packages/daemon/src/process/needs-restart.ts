import type { HttpSettings } from '../config/http-schema.js';

/** What is settled when console and API are opened: everything else follows the file at once. */
const SETTLED = ['listen', 'tls', 'trustedProxies'] as const;

/** What an edit of the configuration asks for that only a new start of the daemon brings; undefined: nothing. */
export function needsRestart(
  atStart: HttpSettings | undefined,
  now: HttpSettings | undefined,
): string | undefined {
  const changed = SETTLED.filter((key) => JSON.stringify(atStart?.[key]) !== JSON.stringify(now?.[key]));
  if (changed.length === 0) return undefined;
  const keys =
    atStart === undefined || now === undefined ? ['http.listen'] : changed.map((key) => `http.${key}`);
  return `${keys.join(', ')} in the configuration: the daemon has to be started anew for the change`;
}
