import type { DirectorySpec, FtpSpec, SftpSpec, Tls } from './item.js';

/** The URL scheme of each kind of FTP. RFC 959 port 21; implicit TLS has port 990 by the IANA registry. */
export const SCHEMES: Readonly<Record<Tls, { readonly name: string; readonly port: number }>> = {
  none: { name: 'ftp', port: 21 },
  explicit: { name: 'ftpes', port: 21 },
  implicit: { name: 'ftps', port: 990 },
};

/** RFC 4253: SSH has port 22. */
export const SFTP_SCHEME = { name: 'sftp', port: 22 } as const;

/** An endpoint without its secrets. */
export type Addressed = DirectorySpec | Omit<FtpSpec, 'password'> | Omit<SftpSpec, 'password' | 'privateKey'>;

/**
 * An endpoint's address without any secret, in one spelling: the path of a directory, or a URL without its default
 * port. It can be given on the command line again.
 */
export function addressOf(place: Addressed): string {
  if (place.type === 'directory') return place.path;
  const scheme = place.type === 'sftp' ? SFTP_SCHEME : SCHEMES[place.tls];
  const server = place.server.toLowerCase();
  const host = server.includes(':') ? `[${server.replace('%', '%25')}]` : server;
  const port = place.port === scheme.port ? '' : `:${place.port}`;
  const directory = encodePath(place.directory.replace(/(?<=.)\/+$/, ''));
  return `${scheme.name}://${encodeURIComponent(place.username)}@${host}${port}/${directory}`;
}

/** Only what would not be read back the same: everything else stays readable. */
function encodePath(path: string): string {
  return path.replace(/[%\s]/g, encodeURIComponent);
}
