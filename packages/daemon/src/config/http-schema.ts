import { isIP } from 'node:net';
import { z } from 'zod';
import { flag, line, notation } from './text-schema.js';

/** Where the daemon answers over HTTP. */
export interface Listen {
  readonly host: string;
  readonly port: number;
}

const HIGHEST_PORT = 65_535;

/** `HOST:PORT`, an IPv6 address in brackets; undefined for anything else. */
function readListen(text: string): Listen | undefined {
  const match = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > HIGHEST_PORT) return undefined;
  return { host: match[1]!.replaceAll(/[[\]]/g, ''), port };
}

/** Whether only programs on this machine can reach an address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** An IP address, or a network in CIDR notation (RFC 4632); undefined for anything else. */
function readNetwork(text: string): string | undefined {
  const match = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text);
  const version = isIP(match?.[1] ?? '');
  const bits = Number(match?.[2] ?? 0);
  return version === 0 || bits > (version === 4 ? 32 : 128) ? undefined : text;
}

/** Console and API (SPEC §9). */
export const httpSchema = z
  .strictObject({
    listen: z
      .union([
        z.literal('off'),
        notation('HOST:PORT', readListen, 'an address and a port, or off', '127.0.0.1:7470'),
      ])
      .meta({ description: 'Where console and API answer: HOST:PORT, or off (127.0.0.1:7470)' })
      .optional(),
    hosts: z
      .array(line('Name under which browsers reach it, without port', 'sync.example.org'))
      .meta({ description: 'Further names that it answers to, beside those of this machine for itself' })
      .optional(),
    tls: z
      .strictObject({
        certificate: line('File with the certificate and its chain (PEM)', '/etc/syncline/cert.pem'),
        key: line('File with its private key (PEM)', '/etc/syncline/key.pem'),
      })
      .meta({ description: 'HTTPS instead of HTTP' })
      .optional(),
    trustedProxies: z
      .array(
        notation(
          'Address or network',
          readNetwork,
          'an IP address, or a network such as 10.0.0.0/8',
          '10.0.0.5',
        ),
      )
      .meta({
        description:
          'Proxies in front of it, besides those on this machine, whose word is taken for who asks and whether by HTTPS',
      })
      .optional(),
    browse: z
      .array(line('Directory of this machine', '/srv'))
      .meta({
        description:
          'Directories whose folders the console may show for choosing, besides those beside what items use',
      })
      .optional(),
    allowPlain: flag(
      'Answer other machines without TLS: whoever can listen in on the network can read the password (false)',
    ).optional(),
  })
  .superRefine(({ listen, tls, allowPlain }, check) => {
    const host = listen === undefined || listen === 'off' ? undefined : readListen(listen)?.host;
    if (host === undefined || isLoopback(host) || tls !== undefined || allowPlain === true) return;
    const message =
      'is reached by other machines, so it needs tls (or allowPlain: true, where a proxy in front of it has TLS)';
    check.addIssue({ code: 'custom', message, path: ['listen'] });
  })
  .meta({ description: 'Console and API of the daemon' });

export type HttpDocument = z.infer<typeof httpSchema>;

/** How the daemon answers over HTTP, defaults filled in; undefined: not at all. */
export interface HttpSettings {
  readonly listen: Listen;
  readonly hosts: readonly string[];
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  /** Addresses and networks of proxies, besides this machine's own. */
  readonly trustedProxies: readonly string[];
  /** What the console may browse, absolute. */
  readonly browse: readonly string[];
}

const DEFAULT_LISTEN: Listen = { host: '127.0.0.1', port: 7470 };

/** `absolute` makes a path of the file one of the system. */
export function toHttp(
  { listen, hosts = [], tls, trustedProxies = [], browse = [] }: HttpDocument,
  absolute: (path: string) => string,
): HttpSettings | undefined {
  if (listen === 'off') return undefined;
  return {
    listen: (listen === undefined ? undefined : readListen(listen)) ?? DEFAULT_LISTEN,
    hosts,
    tls: tls === undefined ? undefined : { certificate: absolute(tls.certificate), key: absolute(tls.key) },
    trustedProxies,
    browse: browse.map(absolute),
  };
}
