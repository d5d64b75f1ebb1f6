import { crc32 } from 'node:zlib';

/** Hex digits of the CRC-32 that every value begins with. */
const SEAL_LENGTH = 8;

/**
 * LevelDB, as it is bound here, does not verify the checksums of its blocks when it reads. So each value carries its own, over
 * key and body: a body that strayed to another key is found as well as one that changed.
 */
export function sealNumber(key: string, body: string): number {
  return crc32(`${key}\0${body}`);
}

/** The value that is stored for a body. `number`: its `sealNumber`, where that is known already. */
export function seal(key: string, body: string, number = sealNumber(key, body)): string {
  return number.toString(16).padStart(SEAL_LENGTH, '0') + body;
}

/** The body of a stored value, or undefined when it is not what was stored under this key. */
export function unseal(key: string, value: string): string | undefined {
  const body = value.slice(SEAL_LENGTH);
  return Number.parseInt(value.slice(0, SEAL_LENGTH), 16) === sealNumber(key, body) ? body : undefined;
}

/** Bytes of the CRC-32 that a value of bytes begins with, little-endian. */
const SEAL_BYTES = 4;

/** Like `sealNumber`, of a body that is bytes. */
export function sealNumberOfBytes(key: string, body: Buffer): number {
  return crc32(body, crc32(`${key}\0`));
}

/** Like `seal`, of a body that is bytes. */
export function sealBytes(key: string, body: Buffer, number = sealNumberOfBytes(key, body)): Buffer {
  const value = Buffer.allocUnsafe(SEAL_BYTES + body.length);
  value.writeUInt32LE(number, 0);
  body.copy(value, SEAL_BYTES);
  return value;
}

/** Like `unseal`, of a body that is bytes. */
export function unsealBytes(key: string, value: Buffer): Buffer | undefined {
  const body = value.subarray(SEAL_BYTES);
  return value.length >= SEAL_BYTES && value.readUInt32LE(0) === sealNumberOfBytes(key, body)
    ? body
    : undefined;
}
