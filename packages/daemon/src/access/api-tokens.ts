import { createHash, randomBytes } from 'node:crypto';
import { secretsMatch } from './secrets-match.js';

/** `read`: looks only. `full`: whatever a signed-in person can do, but for passwords and tokens. */
export type TokenScope = 'read' | 'full';

/** A bearer token of a program, as it is kept: only its hash is. */
export interface ApiToken {
  readonly name: string;
  readonly scope: TokenScope;
  /** SHA-256 of the token, lower-case hex. A random token needs no slow hash. */
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly created: string;
}

/** A token that was just made: the only time that it can be seen. */
export interface NewToken {
  readonly token: string;
  readonly kept: ApiToken;
}

const TOKEN_BYTES = 32;
/** So that a token that leaked into a text can be recognized and found. */
const PREFIX = 'syncline_';

export function makeToken(name: string, scope: TokenScope, now: Date): NewToken {
  const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, kept: { name, scope, hash: sha256(token), created: now.toISOString() } };
}

/** The token that an `Authorization: Bearer …` header (RFC 6750) carries, if it is one of ours. */
export function tokenIn(header: string | undefined, tokens: readonly ApiToken[]): ApiToken | undefined {
  const given = /^Bearer +([A-Za-z0-9_-]+)$/i.exec(header ?? '')?.[1];
  if (given === undefined) return undefined;
  const hash = sha256(given);
  return tokens.find((token) => secretsMatch(token.hash, hash));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
