import type { Identity, Token } from './entry.js';

/**
 * The token of a file or link of a directory is made of numbers, and that of a file of a server that tells exact times nearly
 * so: listings and the journal may hold it as `TOKEN_BYTES` bytes and compare many at once. As text (`Token`) it is the Base64 of these bytes, of which the first
 * `IDENTITY_CHARACTERS` are what survives a rename. Both lengths are multiples of three bytes, so there is no padding.
 */
export const TOKEN_BYTES = 42;
const IDENTITY_CHARACTERS = 44;

/** Where each number stands, as a little-endian double: bytes; ms since the epoch; ms; ms. A byte of 0 ends each part. */
const SIZE_AT = 0;
const MTIME_AT = 8;
const INODE_AT = 16;
const BIRTH_AT = 24;
const CHANGE_AT = 33;

/** Of a server's token: its fact `unique`, in the place of inode and time of birth, filled up with 0. */
const UNIQUE_AT = INODE_AT;
export const TOKEN_UNIQUE_CHARACTERS = 16;

/** What a token tells. Where inodes are not stable, all but size and time are 0. */
export interface TokenParts {
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: number;
  readonly birthMs: number;
  readonly changeMs: number;
}

/** Writes a token into `bytes`, which are zero, at the offset `at`. */
export function packToken(bytes: Buffer, at: number, parts: TokenParts): void {
  const view = viewOf(bytes);
  view.setFloat64(at + SIZE_AT, parts.size, true);
  view.setFloat64(at + MTIME_AT, parts.mtimeMs, true);
  view.setFloat64(at + INODE_AT, parts.inode, true);
  view.setFloat64(at + BIRTH_AT, parts.birthMs, true);
  view.setFloat64(at + CHANGE_AT, parts.changeMs, true);
}

/** Of the bytes that were written last: tokens are packed many together. */
let lastView: { readonly bytes: Buffer; readonly view: DataView } | undefined;

/** A `DataView` takes a double four times as fast as a `Buffer`. */
function viewOf(bytes: Buffer): DataView {
  if (lastView?.bytes !== bytes)
    lastView = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
  return lastView.view;
}

/** What the token of a file of a server tells. */
export interface ServerTokenParts {
  readonly size: number;
  readonly mtimeMs: number;
  /** Bytes, at most `TOKEN_UNIQUE_CHARACTERS`; none: the server tells nothing that survives a rename. */
  readonly unique: string;
}

/** The same for a server. */
export function packServerToken(
  bytes: Buffer,
  at: number,
  { size, mtimeMs, unique }: ServerTokenParts,
): void {
  const view = viewOf(bytes);
  view.setFloat64(at + SIZE_AT, size, true);
  view.setFloat64(at + MTIME_AT, mtimeMs, true);
  bytes.write(unique, at + UNIQUE_AT, TOKEN_UNIQUE_CHARACTERS, 'latin1');
}

/** The size and time in a packed token: bytes, ms since the epoch; and the time of birth, 0 where there is none. */
export function packedParts(bytes: Buffer, at: number): Pick<TokenParts, 'size' | 'mtimeMs' | 'birthMs'> {
  return {
    size: bytes.readDoubleLE(at + SIZE_AT),
    mtimeMs: bytes.readDoubleLE(at + MTIME_AT),
    birthMs: bytes.readDoubleLE(at + BIRTH_AT),
  };
}

export function tokenText(bytes: Buffer, at: number): Token {
  return bytes.toString('base64', at, at + TOKEN_BYTES);
}

/** The part of a packed token's text that survives a rename. */
export function identityText(token: Token): Identity {
  return token.slice(0, IDENTITY_CHARACTERS);
}

const TOKEN_CHARACTERS = 56;

/**
 * Writes the bytes of a token's text at `at`. False where it is a token of another form, which these bytes would not tell:
 * then nothing is said of what they are.
 */
export function packTokenText(bytes: Buffer, at: number, token: Token): boolean {
  return (
    token.length === TOKEN_CHARACTERS &&
    bytes.write(token, at, TOKEN_BYTES, 'base64') === TOKEN_BYTES &&
    // Other characters may be read as if they were some of Base64.
    tokenText(bytes, at) === token
  );
}

/** The time that a token's text tells, in ms since the epoch; undefined where it is a token of another form. */
export function timeInToken(token: Token): number | undefined {
  const bytes = Buffer.alloc(TOKEN_BYTES);
  return packTokenText(bytes, 0, token) ? packedParts(bytes, 0).mtimeMs : undefined;
}
