import type { Path } from '@syncline/model';
import { joinPath, parentOf } from '@syncline/model';

/** Text as it goes over the wire: the bytes of its UTF-8, one character each. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The absolute root of a side: `directory` (text) from the login directory (bytes), or by itself when absolute. */
export function rootOf(loginDirectory: string, directory: string): string {
  const given = bytesOf(directory);
  const whole = given.startsWith('/') ? given : `${loginDirectory}/${given}`;
  const parts = whole.split('/').filter((part) => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}

/** Where a path of the side stands on the server. Every command names its object so, whatever directory is current. */
export function remotePath(root: string, path: Path): string {
  if (path === '') return root;
  return root === '/' ? `/${path}` : `${root}/${path}`;
}

export function remoteParent(remote: string): string {
  return remote.slice(0, Math.max(1, remote.lastIndexOf('/')));
}

/** The path of another name in the same directory. */
export function sibling(path: Path, name: Path): Path {
  return joinPath(parentOf(path), name);
}
