import type { SecureContext, SecureContextOptions, TLSSocket } from 'node:tls';
import { createSecureContext } from 'node:tls';
import { MIN_TLS_VERSION } from './trust.js';

/** What a client offers first by itself. */
const OFFERED_FIRST = 'X25519';
const OTHERS = [OFFERED_FIRST, 'prime256v1', 'secp384r1', 'secp521r1'];

/**
 * What all data connections of a control connection are encrypted with: to make it anew for each costs more than a small file. They
 * offer the curve first that the server has chosen before: one that wants another than it is offered asks for it, which costs a
 * round trip (RFC 8446 §4.1.4).
 */
export function secureContextLike(control: Pick<TLSSocket, 'getEphemeralKeyInfo'>): SecureContext {
  const options: SecureContextOptions = { minVersion: MIN_TLS_VERSION };
  const key = control.getEphemeralKeyInfo() as { readonly name?: string } | null;
  const chosen = key?.name;
  if (chosen === undefined || chosen === OFFERED_FIRST) return createSecureContext(options);
  const others = OTHERS.filter((each) => each !== chosen);
  try {
    return createSecureContext({ ...options, ecdhCurve: [chosen, ...others].join(':') });
  } catch {
    // A library that does not have them all.
    return createSecureContext(options);
  }
}
