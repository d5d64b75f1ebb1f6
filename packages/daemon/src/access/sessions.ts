import { createHash, randomBytes } from 'node:crypto';
import { secretsMatch } from './secrets-match.js';

/** What a signed-in browser holds: `id` in a cookie that scripts can't read, `csrf` in its memory. */
export interface NewSession {
  readonly id: string;
  readonly csrf: string;
}

export interface Session {
  /** To be sent in a header with whatever changes something: another site's page cannot know it. */
  readonly csrf: string;
}

/** Who is signed in, in memory alone: a restart signs everybody out. */
export interface Sessions {
  /** Always a new id, so that one that was planted before the login is worth nothing (FAULTS W11). */
  begin(): NewSession;
  find(id: string): Session | undefined;
  /** Whether it goes on still; asking is no use of it. */
  has(id: string): boolean;
  /** Idempotent. */
  end(id: string): void;
  /** After a change of the password: everybody signs in again. */
  endAll(): void;
}

const ID_BYTES = 32;
/** A tab left open over a working day stays signed in; a forgotten one does not stay so for ever. */
const IDLE_MS = 12 * 60 * 60 * 1_000;
const LIFETIME_MS = 7 * 24 * 60 * 60 * 1_000;
/** More than people have browsers; beyond them the one begun first is signed out. */
const MAX_SESSIONS = 1_000;

interface Held extends Session {
  readonly begunMs: number;
  usedMs: number;
}

/** `nowMs`: ms on any clock that does not jump. */
export function createSessions(nowMs: () => number): Sessions {
  // By the hash of the id: what is compared says nothing of how much of a guess was right.
  const held = new Map<string, Held>();

  const live = (key: string): Held | undefined => {
    const session = held.get(key);
    if (session === undefined) return undefined;
    const now = nowMs();
    if (now - session.usedMs < IDLE_MS && now - session.begunMs < LIFETIME_MS) return session;
    held.delete(key);
    return undefined;
  };

  return {
    begin() {
      const [id, csrf] = [token(), token()];
      const now = nowMs();
      held.set(digest(id), { csrf, begunMs: now, usedMs: now });
      if (held.size > MAX_SESSIONS) held.delete(held.keys().next().value!);
      return { id, csrf };
    },
    find(id) {
      const session = live(digest(id));
      if (session !== undefined) session.usedMs = nowMs();
      return session;
    },
    has: (id) => live(digest(id)) !== undefined,
    end: (id) => void held.delete(digest(id)),
    endAll: () => held.clear(),
  };
}

/** Whether what a request carries is the session's CSRF token. */
export function holdsCsrf(session: Session, given: string | undefined): boolean {
  return given !== undefined && secretsMatch(given, session.csrf);
}

function token(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}
