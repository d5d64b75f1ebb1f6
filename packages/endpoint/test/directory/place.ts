import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// As it was compiled, for the sake of its threads.
import { createDirectoryEndpoint, type DirectoryOptions } from '@syncline/endpoint';
import { compareBytes, pathFromBytes, type Path } from '@syncline/model';

import type { OutsideHand, Subject } from '../../src/conformance.js';
import type { Endpoint } from '../../src/endpoint.js';

/** A directory of its own under the system's temp directory, with an endpoint on the folder `root` in it. */
export interface Place extends Subject {
  readonly endpoint: Endpoint;
  readonly rootPath: string;
  /** Beside the root. */
  readonly besides: string;
  /** The system's name of a path. */
  system(path: Path | string): Buffer;
}

export async function makePlace(
  options: DirectoryOptions & { readonly within?: string | undefined } = {},
): Promise<Place> {
  const besides = mkdtempSync(join(options.within ?? tmpdir(), 'syncline-test-'));
  const rootPath = join(besides, 'root');
  mkdirSync(rootPath);
  const endpoint = createDirectoryEndpoint({ type: 'directory', path: rootPath }, options);
  await endpoint.open();
  const system = (path: string): Buffer => Buffer.from(`${rootPath}/${path}`, 'latin1');
  return {
    endpoint,
    rootPath,
    besides,
    system,
    outside: outsideHand(rootPath, system),
    cleanup: async () => {
      await endpoint.close();
      rmSync(besides, { recursive: true, force: true });
    },
  };
}

/** Two directories, the first to bring files from and the second to bring them to. */
export interface TwoPlaces {
  readonly from: Place;
  readonly to: Place;
}

export async function makeTwoPlaces(
  fromOptions: Parameters<typeof makePlace>[0],
  toOptions: DirectoryOptions,
): Promise<TwoPlaces & AsyncDisposable> {
  const from = await makePlace(fromOptions);
  const to = await makePlace(toOptions);
  return {
    from,
    to,
    async [Symbol.asyncDispose]() {
      await to.cleanup();
      await from.cleanup();
    },
  };
}

function outsideHand(rootPath: string, system: (path: string) => Buffer): OutsideHand {
  return {
    putFile: async (path, bytes) => writeFileSync(system(path), bytes),
    putDirectory: async (path) => void mkdirSync(system(path)),
    putLink: async (path, target) => symlinkSync(Buffer.from(target, 'latin1'), system(path)),
    putSpecial: async (path) => void execFileSync('mkfifo', [system(path).toString('utf8')]),
    remove: async (path) => rmSync(system(path).toString('utf8'), { recursive: true, force: true }),
    read: async (path) => contentAt(system(path)),
    list: async (path) => namesAt(system(path)),
    setMtime: async (path, mtime) => utimesSync(system(path), mtime / 1e6, mtime / 1e6),
    removeRoot: async () => rmSync(rootPath, { recursive: true }),
  };
}

function contentAt(system: Buffer): Buffer | undefined {
  try {
    return readFileSync(system);
  } catch {
    return undefined;
  }
}

function namesAt(system: Buffer): Path[] {
  try {
    return readdirSync(system, 'latin1').map(pathFromBytes).sort(compareBytes);
  } catch {
    return [];
  }
}
