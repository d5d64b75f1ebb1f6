import type { ApiToken } from './api-tokens.js';
import type { PasswordHash } from './password.js';

/** What the daemon keeps of who may use it. It holds no secret that could be used: only hashes. */
export interface AccessRecord {
  readonly password?: PasswordHash | undefined;
  readonly tokens: readonly ApiToken[];
}

export const NOBODY_YET: AccessRecord = { tokens: [] };

/** Where the record is kept. */
export interface AccessStore {
  read(): Promise<AccessRecord>;
  /** Replaces the record; when it returns, no power cut brings the old one back. */
  write(record: AccessRecord): Promise<void>;
}
