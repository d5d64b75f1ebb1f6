import { pathFromBytes, pathFromText, type FileEntry, type Name, type Path } from '@syncline/model';

import type { Content } from '../../src/content.js';
import type { Endpoint } from '../../src/endpoint.js';
import type { WriteRequest, Written } from '../../src/writing.js';

export const RUN = '20260101-000000000-a';
export const path = pathFromText;

let temps = 0;
export function nextTemp(): Name {
  return pathFromBytes(`.syncline-${RUN}-${(temps += 1)}.tmp`);
}

export function contentOf(bytes: Buffer): Content {
  return {
    size: bytes.length,
    whole: bytes,
    chunks: async function* chunks() {
      yield bytes;
    },
    unchanged: async () => true,
    close: async () => undefined,
  };
}

export function requestFor(at: Path, size: number, changes: Partial<WriteRequest> = {}): WriteRequest {
  return {
    path: at,
    temp: nextTemp(),
    size,
    mtime: undefined,
    mode: undefined,
    expected: undefined,
    trash: undefined,
    ...changes,
  };
}

export function write(
  endpoint: Endpoint,
  at: Path,
  text: string,
  changes: Partial<WriteRequest> = {},
): Promise<Written> {
  const bytes = Buffer.from(text);
  return endpoint.write(requestFor(at, bytes.length, changes), contentOf(bytes));
}

export async function fileAt(endpoint: Endpoint, at: Path): Promise<FileEntry> {
  const entry = await endpoint.look(at);
  if (entry.kind !== 'file') throw new Error(`${at} is ${entry.kind}`);
  return entry;
}
