import type { SynclineError } from '@syncline/model';

/** One connection, as the pool sees it. */
export interface PooledSession {
  /** Why it can't be used any more. */
  readonly failure: SynclineError | undefined;
  /** Ends it; what is under way fails with `error`. Idempotent. */
  drop(error: SynclineError): void;
  close(): void;
}

/** A leased connection together with what is known of its server. */
export interface Lease<Session, Server> {
  readonly session: Session;
  readonly server: Server;
}

/** How the connections to one server as one user are made. */
export interface Dialer<Session, Server> {
  /** `host:port`, for messages. */
  readonly where: string;
  /**
   * Opens a connection that work can be done over; undefined where there can be none beside those that are open. `known`:
   * what the first one found out. Throws `unreachable`, `untrusted`, `login`, `protocol`; `interrupted` once the signal is
   * aborted.
   */
  open(
    known: Server | undefined,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Lease<Session, Server> | undefined>;
  /** How long opening one more will take, ms; where that is not told, or not known, as long as the last one took. */
  readonly openingMs?: number | undefined;
  /** How many sessions may be open, where several go over one connection. */
  readonly mostSessions?: number | undefined;
  /** How many connections are open, where several sessions go over one. */
  readonly openConnections?: number | undefined;
  /** Whether the first connection failed because others have all that the server allows at the moment. */
  isTooManyUsers(error: unknown): boolean;
}
