import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2';
import { isEncryptedKey, isPrivateKey } from '@syncline/model';
import type { SynclineError } from '@syncline/model';
import { endpointError } from '../remote/errors.js';
import type { Target } from './target.js';

/**
 * Logs in by private key where there is one, else by password, which is also what answers a server that asks questions
 * (keyboard-interactive, RFC 4256). The server is asked first what it takes, so that a wrong password is sent once: more
 * may lock the account. `refused` is told when no way is left.
 */
export function loginOf(target: Target, refused: (error: SynclineError) => void): AuthHandlerMiddleware {
  const ways = waysOf(target);
  let asked = false;
  let tried = false;
  return (offered, partialSuccess, next) => {
    if (!asked) {
      asked = true;
      return next({ type: 'none', username: target.user });
    }
    const index = ways.findIndex(({ type }) => offered?.includes(type));
    const mayGoOn = !tried || partialSuccess;
    if (index < 0 || !mayGoOn) return refused(loginRefused(target, offered ?? [], tried));
    tried = true;
    next(ways.splice(index, 1)[0]!);
  };
}

function waysOf({ user, password, privateKey }: Target): AnyAuthMethod[] {
  const username = user;
  if (privateKey !== undefined) {
    const passphrase = isEncryptedKey(privateKey) ? { passphrase: password } : {};
    return [{ type: 'publickey', username, key: privateKey, ...passphrase }];
  }
  return [
    { type: 'password', username, password },
    {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, questions, answer) => answer(questions.map(() => password)),
    },
  ];
}

function loginRefused(
  { where, user, privateKey }: Target,
  offered: readonly string[],
  tried: boolean,
): SynclineError {
  const given = privateKey === undefined ? 'password' : 'private key';
  const takes = offered.length === 0 ? '' : ` (it takes ${offered.join(', ')})`;
  const advice = tried
    ? `Check user name and ${given}.`
    : privateKey === undefined
      ? 'Give a private key (--key-source, --key-destination, or privateKey in the configuration).'
      : 'Give a password instead of the private key.';
  return endpointError('login', `${where} refused the login of ${JSON.stringify(user)}${takes}. ${advice}`);
}

/** Throws `login` for a key that cannot be used, before anything is sent. `parseKey` is that of ssh2. */
export function checkPrivateKey(
  { password, privateKey }: Target,
  parseKey: (key: string, passphrase?: string) => unknown,
): void {
  if (privateKey === undefined) return;
  if (!isPrivateKey(privateKey))
    throw endpointError(
      'login',
      'The private key is none: its text begins with -----BEGIN … PRIVATE KEY-----',
    );
  const encrypted = isEncryptedKey(privateKey);
  // Without any, it says so itself.
  const passphrase = encrypted && password !== '' ? password : undefined;
  const parsed = parseKey(privateKey, passphrase);
  if (parsed !== undefined && !(parsed instanceof Error)) return;
  const problem = parsed?.message ?? 'no key is in it';
  const why = /passphrase/i.test(problem)
    ? 'its passphrase, which is given as the password, is wrong'
    : `${problem}. "ssh-keygen -p -f FILE" writes it in the usual form`;
  throw endpointError('login', `The private key cannot be used: ${why}`);
}
