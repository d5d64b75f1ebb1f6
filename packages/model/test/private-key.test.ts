import { generateKeyPairSync } from 'node:crypto';
import t from 'tap';

import { isEncryptedKey, isPrivateKey } from '../src/private-key.js';

function openSsh(cipher: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(cipher.length);
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), length, Buffer.from(`${cipher}…`)]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function pem(passphrase?: string): string {
  const secret = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  const { privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', ...secret },
  });
  return privateKey;
}

t.test('a private key is known in the forms that it is kept in', async (t) => {
  const putty = 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n';
  for (const key of [openSsh('none'), openSsh('aes256-ctr'), pem(), pem('secret'), putty])
    t.equal(isPrivateKey(key), true, key.slice(0, 40));
  for (const other of ['', 'ssh-ed25519 AAAA me', '-----BEGIN PUBLIC KEY-----\n'])
    t.equal(isPrivateKey(other), false, other);
});

t.test('a key that needs a passphrase is told from one that needs none', async (t) => {
  const ofPutty = (cipher: string): string =>
    `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: ${cipher}\nComment: x\n`;
  for (const key of [openSsh('aes256-ctr'), pem('secret'), ofPutty('aes256-cbc')])
    t.equal(isEncryptedKey(key), true, key.slice(0, 40));
  for (const key of [openSsh('none'), pem(), ofPutty('none')])
    t.equal(isEncryptedKey(key), false, key.slice(0, 40));
  t.equal(isEncryptedKey('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END'), false, 'cut off');
});
