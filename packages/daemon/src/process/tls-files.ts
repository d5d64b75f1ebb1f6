import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { messageOf, usageError } from '@syncline/model';

/** Files (PEM). */
export interface TlsFiles {
  /** With its chain. */
  readonly certificate: string;
  readonly key: string;
}

/** What HTTPS is spoken with. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

/** Of Node: from then on new connections have this identity. */
export interface TlsServer {
  setSecureContext(identity: TlsIdentity): void;
}

export interface TlsWatchOptions {
  readonly files: TlsFiles;
  /** What the server began with. */
  readonly identity: TlsIdentity;
  readonly server: TlsServer;
  /** New connections have the new certificate. */
  readonly onRenewed: (validUntil: string) => void;
  /** Told once of each reason: the old certificate is used still. */
  readonly onFailure: (message: string) => void;
}

/** Certificates are renewed days before they end. */
const LOOK_EVERY_MS = 30_000;

/** The certificate and key of HTTPS. Throws `usage` for files that cannot be read, or do not go together. */
export async function readTls(files: TlsFiles): Promise<TlsIdentity> {
  try {
    return await identityIn(files);
  } catch (error) {
    throw usageError(`http.tls: ${messageOf(error)}`, error);
  }
}

/** Why `readTls` would throw, without the key of the configuration; undefined: it would not. */
export async function whyNoTls(files: TlsFiles): Promise<string | undefined> {
  return identityIn(files).then(() => undefined, messageOf);
}

async function identityIn({ certificate, key }: TlsFiles): Promise<TlsIdentity> {
  const identity = { cert: await readPem(certificate), key: await readPem(key) };
  try {
    createSecureContext(identity);
  } catch (cause) {
    throw new Error(`${certificate} and ${key} are no certificate with its key: ${messageOf(cause)}`, {
      cause,
    });
  }
  return identity;
}

/** Follows the files, since a certificate lives for less long than a daemon. */
export function watchTls(
  { files, identity, onFailure, onRenewed, server }: TlsWatchOptions,
  everyMs = LOOK_EVERY_MS,
): { readonly look: () => Promise<void>; close(): void } {
  let current = identity;
  let failure: string | undefined;
  const look = async (): Promise<void> => {
    try {
      const next = await readTls(files);
      failure = undefined;
      if (next.cert === current.cert && next.key === current.key) return;
      server.setSecureContext(next);
      current = next;
      onRenewed(new X509Certificate(next.cert).validTo);
    } catch (error) {
      // Half-way through being renewed, perhaps: looked at again.
      if (messageOf(error) === failure) return;
      failure = messageOf(error);
      onFailure(`${failure}; HTTPS goes on with the certificate that it has`);
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { look, close: () => clearInterval(timer) };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Error(`${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
