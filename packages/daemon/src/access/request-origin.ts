/** What decides whether a request was sent by our own page or a program, and not by another site's page. */
export interface Provenance {
  /** The `Host` header. */
  readonly host: string | undefined;
  /** The `Origin` header, which browsers send with whatever may change something. */
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site` of browsers: `same-origin`, `same-site`, `cross-site` or `none` (typed by a person). */
  readonly fetchSite: string | undefined;
}

/** Names under which the daemon answers, in lower case, without port; IPv6 in brackets. */
export type AllowedHosts = ReadonlySet<string>;

/** Names of this machine for itself: another site's name that resolves to it is none of them (FAULTS W1). */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Whether the request was sent to one of our names: a page that had its own name rebound to us was not. */
export function isForUs(host: string | undefined, allowed: AllowedHosts): boolean {
  const name = host === undefined ? undefined : hostName(host);
  return name !== undefined && allowed.has(name);
}

/** Whether a request that changes something comes from our own page, by the word of the browser that sent it. */
export function isFromOurPage({ host, origin, fetchSite }: Provenance): boolean {
  if (fetchSite !== undefined && fetchSite !== 'same-origin') return false;
  if (origin === undefined || host === undefined) return false;
  const from = /^https?:\/\/(.+)$/.exec(origin)?.[1];
  return from !== undefined && from.toLowerCase() === host.toLowerCase();
}

/** The name in a `Host` header (RFC 9110 §7.2), or undefined when it is none. */
function hostName(host: string): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host);
  return match?.[1]!.toLowerCase();
}
