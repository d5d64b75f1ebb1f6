import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/** Nothing can be there or be made there: what is in its way is no directory. */
const NO_HOME = '/dev/null/no-home-directory';

/**
 * The user's home: `HOME` where that is an absolute path, else as the system knows it. Of a user whom it does not know (a number alone,
 * as containers have them) a path that leads nowhere, for whatever needs a home to fail with a reason.
 */
export function homeDirectory(): string {
  const home = asked(homedir);
  if (isAbsolute(home)) return home;
  // Asked only now: who knows the users may be another host.
  const known = asked(() => userInfo().homedir);
  return isAbsolute(known) ? known : NO_HOME;
}

function asked(ask: () => string): string {
  try {
    return ask();
  } catch {
    return '';
  }
}
