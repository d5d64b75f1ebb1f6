import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { SynclineError } from '@syncline/model';
import { endpointError } from '../remote/errors.js';
import { PIN_ADVICE } from '../remote/pin-advice.js';
import type { Target } from './target.js';

/** Older ones are broken. */
export const MIN_TLS_VERSION = 'TLSv1.2';

/**
 * Options of every TLS connection to a server. Node must not end the handshake by itself: whom to trust is decided
 * here, before anything is sent, because a pinned certificate is trusted although no authority vouches for it.
 */
export function tlsOptions(target: Target): ConnectionOptions {
  // RFC 6066 allows no addresses as server names; `host` is what Node checks the certificate against.
  return {
    host: target.host,
    ...(isIP(target.host) === 0 ? { servername: target.host } : {}),
    rejectUnauthorized: false,
    minVersion: MIN_TLS_VERSION,
  };
}

/**
 * Undefined when the other end of a finished handshake is who it should be: its certificate is the pinned one, or,
 * without a pin, the trust stores vouch for it and it names the host. Otherwise the error to fail with.
 */
export function distrust(socket: TLSSocket, target: Target): SynclineError | undefined {
  const certificate = socket.getPeerX509Certificate();
  const presented = certificate === undefined ? undefined : sha256(certificate.raw);
  if (target.fingerprint !== undefined) {
    if (presented === target.fingerprint) return undefined;
    return untrusted(target, 'its certificate is not the pinned one', presented);
  }
  return socket.authorized ? undefined : untrusted(target, reasonOf(socket.authorizationError), presented);
}

function sha256(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex');
}

function untrusted(target: Target, reason: string, presented: string | undefined): SynclineError {
  const shown =
    presented === undefined ? 'It presented no certificate.' : `It presented SHA256 ${presented}.`;
  return endpointError('untrusted', `${target.where} is not trusted: ${reason}. ${shown} ${PIN_ADVICE}.`);
}

/** Node's and OpenSSL's names for what is wrong, in words. */
function reasonOf(error: unknown): string {
  const words: Record<string, string> = {
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain ends in one that is self-signed and not known here',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate was issued by an authority that is not known here',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate was issued by an authority that is not known here',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    CERT_NOT_YET_VALID: 'its certificate is not valid yet',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  };
  const code = error instanceof Error ? ((error as { code?: string }).code ?? error.message) : String(error);
  return words[code] ?? `its certificate could not be verified (${code})`;
}
