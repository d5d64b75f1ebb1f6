import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isEncryptedKey } from '@syncline/model';

const PKCS8 = /^\s*-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----/;
const SSH_ED25519 = 'ssh-ed25519';
/** Unencrypted, the private part is filled up to blocks of this size (OpenSSH's `PROTOCOL.key`). */
const BLOCK_BYTES = 8;
/** Both forms of an Ed25519 key end with its 32 bytes (RFC 8410). */
const ED25519_BYTES = 32;

/** A key in a form that ssh2 reads, and its passphrase if that still needs one. */
export interface ReadableKey {
  readonly key: string;
  readonly passphrase?: string;
}

/**
 * PKCS #8 (RFC 5958), which OpenSSH's client takes and ssh2 does not, decrypted and in a form of the key's own kind; any other
 * key as it is. Throws what Node's crypto says of a key that it can't read.
 */
export function readableKey(text: string, passphrase: string): ReadableKey {
  if (!PKCS8.test(text))
    return isEncryptedKey(text) && passphrase !== '' ? { key: text, passphrase } : { key: text };
  const key = createPrivateKey({ key: text, passphrase });
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return { key: String(key.export({ type: 'pkcs1', format: 'pem' })) };
    case 'ec':
      return { key: String(key.export({ type: 'sec1', format: 'pem' })) };
    case 'ed25519':
      return { key: openSshForm(key) };
    default:
      throw new Error(`SSH has no keys of the kind ${key.asymmetricKeyType}`);
  }
}

function openSshForm(key: KeyObject): string {
  const lastBytes = (der: Buffer): Buffer => der.subarray(-ED25519_BYTES);
  const seed = lastBytes(key.export({ type: 'pkcs8', format: 'der' }));
  const open = lastBytes(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  const check = Buffer.alloc(8);
  const secret = Buffer.concat([check, field(SSH_ED25519), field(open), field(seed, open), field('')]);
  const filling = Buffer.from(Array.from({ length: BLOCK_BYTES - 1 }, (_, index) => index + 1));
  const filled = Buffer.concat([secret, filling.subarray(0, -secret.length & (BLOCK_BYTES - 1))]);
  const one = Buffer.from([0, 0, 0, 1]);
  const body = [
    field('none'),
    field('none'),
    field(''),
    one,
    field(field(SSH_ED25519), field(open)),
    field(filled),
  ];
  const bytes = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...body]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** A string of SSH (RFC 4251 §5): its length before it. */
function field(...parts: readonly (string | Buffer)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}
