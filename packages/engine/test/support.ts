import type { EndpointSpec, FtpSpec, Item } from '@syncline/model';
import { DEFAULT_DELETE_LIMIT, DEFAULT_LIMITS, DEFAULT_TRASH } from '@syncline/model';

export function directory(path: string): EndpointSpec {
  return { type: 'directory', path };
}

export function ftp(changes: Partial<FtpSpec> = {}): FtpSpec {
  return {
    type: 'ftp',
    tls: 'none',
    server: 'backup.example',
    port: 21,
    username: 'ann',
    password: 'very secret',
    directory: 'mail',
    ...changes,
  };
}

export function item(source: EndpointSpec, destination: EndpointSpec, changes: Partial<Item> = {}): Item {
  return {
    name: 'test',
    mode: 'clone',
    recursive: true,
    source: { endpoint: source, ignore: [] },
    destination: { endpoint: destination, ignore: [] },
    trash: DEFAULT_TRASH,
    deleteLimit: DEFAULT_DELETE_LIMIT,
    compare: 'size+mtime',
    conflict: 'newer',
    limits: DEFAULT_LIMITS,
    ...changes,
  };
}
