import type { Notice } from '@syncline/engine';

import { passwordVariable } from './passwords.js';

/** What only the command line knows to advise: a refused login names the variable that holds the password. */
export function withAdvice(notice: Notice): Notice {
  if (notice.code !== 'login' || notice.side === undefined) return notice;
  const variable = passwordVariable(notice.side === 'source' ? 'SOURCE' : 'DESTINATION');
  return { ...notice, message: `${notice.message} The password is taken from ${variable}` };
}
