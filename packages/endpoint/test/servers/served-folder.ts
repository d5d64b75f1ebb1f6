import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { Path } from '@syncline/model';
import { pathFromBytes } from '@syncline/model';
import type { OutsideHand } from '../../src/conformance.js';

/** What a folder can be made in: the login directory of a server. */
interface Server {
  readonly directory: string;
  adopt(): void;
}

/** A new folder in a server's login directory. */
export interface ServedFolder {
  /** By which the server's user calls it. */
  readonly name: string;
  /** Works in it as somebody on the machine of the server does. */
  readonly outside: OutsideHand;
  cleanup(): Promise<void>;
}

export function makeServedFolder(server: Server): ServedFolder {
  const place = mkdtempSync(join(server.directory, 'side-'));
  chmodSync(place, 0o755);
  server.adopt();
  return {
    name: basename(place),
    outside: handIn(place, () => server.adopt()),
    cleanup: async () => rmSync(place, { recursive: true, force: true }),
  };
}

function handIn(place: string, adopt: () => void): OutsideHand {
  const at = (path: Path): Buffer => Buffer.from(path === '' ? place : `${place}/${path}`, 'latin1');
  return {
    putFile: async (path, bytes) => (writeFileSync(at(path), bytes), adopt()),
    putDirectory: async (path) => (mkdirSync(at(path)), adopt()),
    remove: async (path) => rmSync(at(path).toString(), { recursive: true, force: true }),
    read: async (path) =>
      existsSync(at(path)) && lstatSync(at(path)).isFile() ? readFileSync(at(path)) : undefined,
    list: async (path) => {
      if (!existsSync(at(path))) return [];
      return readdirSync(at(path), { encoding: 'latin1' as 'utf8' }).map(pathFromBytes);
    },
    setMtime: async (path, mtime) => utimesSync(at(path), mtime / 1e6, mtime / 1e6),
    removeRoot: async () => rmSync(place, { recursive: true }),
  };
}
