import { execFileSync } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  /** Both in one file. */
  readonly together: string;
  /** SHA-256 of the DER form, hex. */
  readonly fingerprint: string;
}

/** A self-signed certificate for localhost and 127.0.0.1, or for another host. */
export function makeCertificate(folder: string, host = 'localhost'): Certificate {
  const [certificate, key, together] = ['cert.pem', 'key.pem', 'both.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const names = `subjectAltName=DNS:${host}${host === 'localhost' ? ',IP:127.0.0.1' : ''}`;
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', `/CN=${host}`];
  execFileSync('openssl', [...request, '-addext', names, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  writeFileSync(together, readFileSync(key, 'utf8') + readFileSync(certificate, 'utf8'), { mode: 0o600 });
  const { raw } = new X509Certificate(readFileSync(certificate));
  return { certificate, key, together, fingerprint: createHash('sha256').update(raw).digest('hex') };
}
