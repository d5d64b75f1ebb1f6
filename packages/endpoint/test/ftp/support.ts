import type { Test } from 'tap';
import type { FileEntry, FtpSpec, Limits, Path } from '@syncline/model';
import { DEFAULT_LIMITS, hasContent, makeRunId, pathFromText, tempName } from '@syncline/model';
import type { Content } from '../../src/content.js';
import type { Endpoint } from '../../src/endpoint.js';
import type { WriteRequest } from '../../src/writing.js';
import type { ServerOptions } from '../../src/remote/pool-use.js';
import { createFtpEndpoint } from '../../src/ftp/endpoint.js';
import type { ScriptedServer } from '../servers/scripted/server.js';
import { startScripted } from '../servers/scripted/server.js';

export const RUN = makeRunId(Date.UTC(2026, 0, 2, 3, 4, 5), 'tests');
export const path = pathFromText;
/** 2020-01-02 03:04:05 UTC: old, so never racy. */
export const OLD_US = Date.UTC(2020, 0, 2, 3, 4, 5) * 1000;
let temps = 0;

/** Content from memory; `chunked` hands it out in pieces of that size. */
export function contentOf(
  text: string | Buffer,
  options: Partial<Content> & { readonly chunked?: number } = {},
): Content {
  const whole = Buffer.from(text);
  const { chunked, ...rest } = options;
  return {
    size: whole.length,
    whole: chunked === undefined ? whole : undefined,
    async *chunks(fromByte = 0) {
      const step = chunked ?? whole.length;
      for (let from = fromByte; from < whole.length; from += step) yield whole.subarray(from, from + step);
    },
    unchanged: async () => true,
    close: async () => undefined,
    ...rest,
  };
}

export function requestFor(name: string, content: Content, rest: Partial<WriteRequest> = {}): WriteRequest {
  const temp = tempName(RUN, (temps += 1));
  return {
    path: path(name),
    temp,
    size: content.size,
    mtime: OLD_US,
    mode: undefined,
    expected: undefined,
    trash: RUN,
    ...rest,
  };
}

export async function readAll(content: Content): Promise<Buffer> {
  if (content.whole !== undefined) return content.whole;
  const parts: Buffer[] = [];
  for await (const chunk of content.chunks()) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

/** The file as its directory's listing tells it. */
export async function listedFile(endpoint: Endpoint, name: string): Promise<FileEntry> {
  const cut = name.lastIndexOf('/');
  const listing = await endpoint.list(name.slice(0, Math.max(0, cut)) as Path);
  const entry = listing.entries.find((each) => each.name === path(name.slice(cut + 1)));
  if (!hasContent(entry) || entry.kind !== 'file') throw new Error(`${name} is not listed as a file`);
  return entry;
}

export async function openEndpoint(
  t: Test,
  spec: FtpSpec,
  options: Partial<ServerOptions> & { limits?: Partial<Limits> } = {},
): Promise<Endpoint> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const endpoint = createFtpEndpoint(spec, { ...options, limits });
  t.teardown(() => endpoint.close());
  await endpoint.open();
  return endpoint;
}

export async function scripted(
  t: Test,
  options?: Parameters<typeof startScripted>[0],
): Promise<ScriptedServer> {
  const server = await startScripted(options);
  t.teardown(() => server.stop());
  return server;
}

/** Why an endpoint could not be opened. It is closed. */
export async function whyNotOpened(endpoint: Endpoint): Promise<{ code: string; message: string }> {
  try {
    await endpoint.open();
    return { code: 'accepted', message: '' };
  } catch (error) {
    return error as { code: string; message: string };
  } finally {
    await endpoint.close();
  }
}

/** Of a client that does not wait long: a lying server costs a test a second or two. */
export const IMPATIENT = { connections: 2, timeout: 1, retries: 1 };
/** The time of files on a scripted server, as it tells it: old, so never racy. */
export const MODIFY = '20200102030405';

/** A scripted server, and an endpoint that uses it. */
export async function endpointAndServer(
  t: Test,
  features?: readonly string[],
): Promise<[Endpoint, ScriptedServer]> {
  const server = await scripted(t, features === undefined ? {} : { features });
  return [await openEndpoint(t, server.spec, { limits: IMPATIENT }), server];
}
