/** OpenSSH's own form (`PROTOCOL.key`): this text, a NUL, then the name of the cipher, whose length comes before it. */
const OPENSSH_MAGIC = 'openssh-key-v1\0';
const OPENSSH_BODY = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]*)-----END/;

/** Whether a text is one of the forms that private keys are kept in. */
export function isPrivateKey(text: string): boolean {
  return /^\s*(?:-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File-[23]:)/.test(text);
}

/** Whether a private key can be used only with what it was encrypted with. */
export function isEncryptedKey(text: string): boolean {
  const body = OPENSSH_BODY.exec(text)?.[1];
  // PEM (RFC 1421) says so in a header, PKCS #8 in its first line, PuTTY's form by the name of its cipher.
  if (body === undefined) return /ENCRYPTED|^Encryption: (?!none)/m.test(text);
  const bytes = Buffer.from(body, 'base64');
  const at = OPENSSH_MAGIC.length;
  if (bytes.length < at + 4 || bytes.toString('latin1', 0, at) !== OPENSSH_MAGIC) return false;
  return bytes.toString('latin1', at + 4, at + 4 + bytes.readUInt32BE(at)) !== 'none';
}
