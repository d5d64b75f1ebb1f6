import { hash } from 'node:crypto';
import type { Identity, Token } from '@syncline/model';
import {
  identityText,
  packServerToken,
  TOKEN_BYTES,
  TOKEN_UNIQUE_CHARACTERS,
  tokenText,
  US_PER_MS,
} from '@syncline/model';
import type { ListedEntry } from './line.js';

/** A time to the second, or with as many digits more as µs can tell (RFC 3659 §2.3): its number says as much as its text. */
const EXACT_TIME = /^\d{14}(?:\.\d{1,6})?$/;

/** Writes the token of a file into `bytes`, which are zero, at the offset `at`. False where its time is not told exactly. */
export function packListed(bytes: Buffer, at: number, listed: ListedEntry): boolean {
  const { size, mtime, timeText, unique } = listed;
  if (size === undefined || mtime === undefined || !EXACT_TIME.test(timeText)) return false;
  packServerToken(bytes, at, { size, mtimeMs: mtime / US_PER_MS, unique: shortened(unique ?? '') });
  return true;
}

function shortened(unique: string): string {
  if (unique.length <= TOKEN_UNIQUE_CHARACTERS) return unique;
  return hash('sha256', Buffer.from(unique, 'latin1'), 'base64').slice(0, TOKEN_UNIQUE_CHARACTERS);
}

/** What is compared to tell whether a file was touched, and what of it survives a rename; opaque to everybody else. */
export function versionOf(listed: ListedEntry): {
  readonly token: Token;
  readonly identity: Identity | undefined;
} {
  const { size, timeText, unique } = listed;
  const bytes = Buffer.alloc(TOKEN_BYTES);
  const exact = packListed(bytes, 0, listed);
  const token = exact ? tokenText(bytes, 0) : `${size ?? ''};${timeText};${unique ?? ''}`;
  if (unique === undefined) return { token, identity: undefined };
  return { token, identity: exact ? identityText(token) : token };
}
