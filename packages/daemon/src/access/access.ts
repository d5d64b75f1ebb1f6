import { randomBytes } from 'node:crypto';
import { SynclineError, usageError } from '@syncline/model';
import { oneAtATime } from '../one-at-a-time.js';
import type { AccessRecord, AccessStore } from './access-file.js';
import type { ApiToken, NewToken, TokenScope } from './api-tokens.js';
import { makeToken, tokenIn } from './api-tokens.js';
import type { PasswordHash } from './password.js';
import { hashPassword, requireAcceptable, verifyPassword } from './password.js';
import { secretsMatch } from './secrets-match.js';
import type { NewSession, Sessions } from './sessions.js';
import { createSessions } from './sessions.js';
import { createLoginThrottle } from './throttle.js';

/** How a try to sign in ended. */
export type SignIn =
  | { readonly state: 'signed-in'; readonly session: NewSession }
  | { readonly state: 'refused' }
  | { readonly state: 'throttled'; readonly waitSeconds: number };

/** Who may use the daemon over HTTP: one password for people, tokens for programs. */
export interface Access {
  readonly sessions: Sessions;
  /** Until a password is set, the code that whoever sets it must know: it is shown where only the administrator looks. */
  readonly setupCode: string | undefined;
  /** Sets the first password. Throws `usage` for a bad one, `refused` when there is one already. */
  setUp(client: string, code: string, password: string): Promise<SignIn>;
  signIn(client: string, password: string): Promise<SignIn>;
  /** Replaces the password and signs everybody out but who asked for it, who gets a new session. */
  changePassword(client: string, present: string, next: string): Promise<SignIn>;
  /** Without asking for the present one: for whoever holds the daemon's own socket. Signs everybody out. */
  resetPassword(password: string): Promise<void>;
  tokenIn(authorization: string | undefined): ApiToken | undefined;
  tokens(): readonly Omit<ApiToken, 'hash'>[];
  /** Throws `usage` when the name is bad or taken. */
  addToken(name: string, scope: TokenScope): Promise<NewToken>;
  /** Whether there was one of that name. */
  removeToken(name: string): Promise<boolean>;
}

export interface AccessOptions {
  readonly store: AccessStore;
  /** ms, on a clock that does not jump. */
  readonly nowMs: () => number;
}

const SETUP_CODE_BYTES = 10;
const TOKEN_NAME = /^[A-Za-z0-9._-]{1,64}$/;
const MAX_TOKENS = 100;

/** Reads who may use the daemon. */
export async function openAccess({ store, nowMs }: AccessOptions): Promise<Access> {
  let record = await store.read();
  const sessions = createSessions(nowMs);
  const throttle = createLoginThrottle(nowMs);
  const setupCode = randomBytes(SETUP_CODE_BYTES).toString('base64url');

  const inTurn = oneAtATime();
  /** One change after the other, each made of what the last one left. */
  const change = <T>(make: (record: AccessRecord) => readonly [AccessRecord, T]): Promise<T> =>
    inTurn(async () => {
      const [next, result] = make(record);
      if (next !== record) await store.write(next);
      record = next;
      return result;
    });
  const setPassword = (password: PasswordHash): Promise<void> =>
    change((now) => [{ ...now, password }, undefined]);

  /** A try by `client`, unless it has to wait: only a right one begins a session. */
  const attempt = async (client: string, isRight: () => Promise<boolean>): Promise<SignIn> => {
    const waitSeconds = throttle.waitSeconds(client);
    if (waitSeconds > 0) return { state: 'throttled', waitSeconds };
    throttle.failed(client);
    if (!(await isRight())) return { state: 'refused' };
    throttle.succeeded(client);
    return { state: 'signed-in', session: sessions.begin() };
  };

  return {
    sessions,
    get setupCode() {
      return record.password === undefined ? setupCode : undefined;
    },
    async setUp(client, code, password) {
      requireAcceptable(password);
      return attempt(client, async () => {
        if (record.password !== undefined) throw alreadySet();
        if (!secretsMatch(code, setupCode)) return false;
        const hash = await hashPassword(password);
        // RACE: two set-ups with the code at the same time; the first one counts.
        await change((now) => {
          if (now.password !== undefined) throw alreadySet();
          return [{ ...now, password: hash }, undefined];
        });
        return true;
      });
    },
    signIn: (client, password) => attempt(client, () => verifyPassword(password, record.password)),
    async changePassword(client, present, next) {
      requireAcceptable(next);
      return attempt(client, async () => {
        if (!(await verifyPassword(present, record.password))) return false;
        await setPassword(await hashPassword(next));
        sessions.endAll();
        return true;
      });
    },
    async resetPassword(password) {
      requireAcceptable(password);
      await setPassword(await hashPassword(password));
      sessions.endAll();
    },
    tokenIn: (authorization) => tokenIn(authorization, record.tokens),
    tokens: () => record.tokens.map(({ name, scope, created }) => ({ name, scope, created })),
    addToken: (name, scope) =>
      change((now) => {
        requireTokenName(name, now.tokens);
        const made = makeToken(name, scope, new Date());
        return [{ ...now, tokens: [...now.tokens, made.kept] }, made];
      }),
    removeToken: (name) =>
      change((now) => {
        const tokens = now.tokens.filter((token) => token.name !== name);
        return tokens.length === now.tokens.length ? [now, false] : [{ ...now, tokens }, true];
      }),
  };
}

function requireTokenName(name: string, tokens: readonly ApiToken[]): void {
  if (!TOKEN_NAME.test(name))
    throw usageError('A token’s name has 1 to 64 of the characters A-Z a-z 0-9 . _ -');
  if (tokens.some((token) => token.name === name))
    throw usageError(`There is a token ${name} already; choose another name or remove that one.`);
  if (tokens.length >= MAX_TOKENS)
    throw usageError(`There are ${MAX_TOKENS} tokens; delete one that is not used any more.`);
}

function alreadySet(): SynclineError {
  return new SynclineError('refused', 'The password is set already; sign in with it.', { scope: 'item' });
}
