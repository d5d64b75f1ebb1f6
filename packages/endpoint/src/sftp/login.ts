import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2';
import { isEncryptedKey, isPrivateKey, messageOf } from '@syncline/model';
import type { SynclineError } from '@syncline/model';
import { endpointError } from '../remote/errors.js';
import { readableKey } from './pkcs8.js';
import type { Target } from './target.js';

/** How far a login came that is refused: a server may ask for a second proof when it has accepted the first. */
type Stage = 'nothing-tried' | 'tried' | 'half-done' | 'second-tried';

/**
 * Logs in by private key where there is one, else by password, which is also what answers a server that asks questions
 * (keyboard-interactive, RFC 4256), and one that asks for a password behind the key. The server is asked first what it
 * takes, so that a wrong password is sent once: more may lock the account. `refused` is told when no way is left.
 */
export function loginOf(target: Target, refused: (error: SynclineError) => void): AuthHandlerMiddleware {
  const ways = target.privateKey === undefined ? waysByPassword(target) : [wayByKey(target)];
  const behindKey = isPasswordOfAccount(target) ? waysByPassword(target) : [];
  let asked = false;
  let stage: Stage = 'nothing-tried';
  return (offered, partialSuccess, next) => {
    if (!asked) {
      asked = true;
      return next({ type: 'none', username: target.user });
    }
    if (partialSuccess) {
      stage = 'half-done';
      ways.push(...behindKey.splice(0));
    }
    const takes = offered ?? [];
    const mayTry = stage === 'nothing-tried' || stage === 'half-done';
    const index = mayTry ? ways.findIndex(({ type }) => takes.includes(type)) : -1;
    if (index < 0) return refused(loginRefused(target, takes, stage));
    stage = stage === 'half-done' ? 'second-tried' : 'tried';
    next(ways.splice(index, 1)[0]!);
  };
}

function wayByKey({ user, password, privateKey = '' }: Target): AnyAuthMethod {
  return { type: 'publickey', username: user, ...readableKey(privateKey, password) };
}

function waysByPassword({ user, password }: Target): AnyAuthMethod[] {
  return [
    { type: 'password', username: user, password },
    {
      type: 'keyboard-interactive',
      username: user,
      prompt: (_name, _instructions, _language, questions, answer) => answer(questions.map(() => password)),
    },
  ];
}

/** What stands beside an encrypted key is what that is encrypted with, and no business of the server's. */
function isPasswordOfAccount({ password, privateKey }: Target): boolean {
  return privateKey !== undefined && password !== '' && !isEncryptedKey(privateKey);
}

function loginRefused(target: Target, offered: readonly string[], stage: Stage): SynclineError {
  const { where, user } = target;
  const takes = offered.length === 0 ? '' : ` (it takes ${offered.join(', ')})`;
  const name = JSON.stringify(user);
  return endpointError(
    'login',
    `${where} refused the login of ${name}${takes}. ${loginAdvice(target, stage)}`,
  );
}

function loginAdvice({ privateKey }: Target, stage: Stage): string {
  const hasKey = privateKey !== undefined;
  switch (stage) {
    case 'nothing-tried':
      return hasKey
        ? 'Give a password instead of the private key.'
        : 'Give a private key (--key-source, --key-destination, --key for probe, or privateKey in the configuration).';
    case 'tried':
      return hasKey
        ? 'Check user name and private key: the account there has to know its public key (authorized_keys).'
        : 'Check user name and password.';
    case 'half-done':
      return hasKey
        ? 'It accepts the private key and wants a password as well: give that of the account, with a key that is not encrypted.'
        : 'It accepts the password and wants more, which Syncline cannot give.';
    case 'second-tried':
      return hasKey ? 'It accepts the private key: check the password.' : 'Check user name and password.';
  }
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
      'The private key is none: its text begins with -----BEGIN … PRIVATE KEY-----.',
    );
  const problem = problemOfKey(() => {
    const { key, passphrase } = readableKey(privateKey, password);
    return parseKey(key, passphrase);
  });
  if (problem === undefined) return;
  const state = password === '' ? 'missing' : 'wrong';
  const why =
    isEncryptedKey(privateKey) && /passphrase|decrypt/i.test(problem)
      ? `it is encrypted, and its passphrase, which is given as the password, is ${state}.`
      : `${problem}. "ssh-keygen -p -f FILE" writes it in the usual form.`;
  throw endpointError('login', `The private key cannot be used: ${why}`);
}

function problemOfKey(parse: () => unknown): string | undefined {
  try {
    const parsed = parse() ?? new Error('no key is in it');
    return parsed instanceof Error ? parsed.message : undefined;
  } catch (error) {
    return messageOf(error);
  }
}
