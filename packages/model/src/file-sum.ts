/**
 * What the names and tokens of all files of a directory come to on one side: the SHA-256 of `bytesOfFiles`, in Base64. Two
 * that are equal stand for the same files in the same versions; links, folders and everything else have no part in it.
 */
export type FileSum = string;

const LENGTH_BYTES = 8;

/**
 * What a `FileSum` is the sum of. `names` are in the order of their bytes and joined by NUL, which no name holds; `tokens`
 * are packed (`packed-token.ts`), one for each name.
 */
export function bytesOfFiles(names: string, tokens: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + names.length + tokens.length);
  bytes.writeDoubleLE(names.length, 0);
  bytes.write(names, LENGTH_BYTES, 'latin1');
  bytes.set(tokens, LENGTH_BYTES + names.length);
  return bytes;
}
