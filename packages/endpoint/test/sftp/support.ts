import type { Test } from 'tap';
import type { Limits, SftpSpec } from '@syncline/model';
import { DEFAULT_LIMITS } from '@syncline/model';
import type { Endpoint } from '../../src/endpoint.js';
import type { ServerOptions } from '../../src/remote/pool-use.js';
import { createSftpEndpoint } from '../../src/sftp/endpoint.js';
import type { RunningOpenSsh } from '../servers/openssh.js';
import { startOpenSsh } from '../servers/openssh.js';
import type { ScriptedOptions, ScriptedSftp } from '../servers/scripted-sftp/server.js';
import { startScriptedSftp } from '../servers/scripted-sftp/server.js';
import { whyNotOpened } from '../ftp/support.js';

export { contentOf, listedFile, OLD_US, path, readAll, requestFor, RUN } from '../ftp/support.js';

/** When files on a scripted server were changed, in seconds: old, so never racy. */
export const OLD = 1_600_000_000;

/** A file on a scripted server. */
export const file = (content: string | Buffer) => ({ content: Buffer.from(content), modified: OLD });

/** What a listing tells of a file. */
export const FILE = { size: 1n, mode: 0o100644, modified: OLD };

/** Of a client that does not wait long: a lying server costs a test a second or two. */
export const IMPATIENT = { connections: 2, timeout: 1, retries: 1 };

export async function openEndpoint(
  t: Test,
  spec: SftpSpec,
  options: Partial<ServerOptions> & { limits?: Partial<Limits> } = {},
): Promise<Endpoint> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const endpoint = createSftpEndpoint(spec, { ...options, limits });
  t.teardown(() => endpoint.close());
  await endpoint.open();
  return endpoint;
}

/** A scripted server, and an endpoint that uses it. */
export async function endpointAndServer(
  t: Test,
  options?: ScriptedOptions,
): Promise<[Endpoint, ScriptedSftp]> {
  const server = await startScriptedSftp(options);
  t.teardown(() => server.stop());
  return [await openEndpoint(t, server.spec, { limits: IMPATIENT }), server];
}

export async function openSsh(t: Test, extra?: readonly string[]): Promise<RunningOpenSsh> {
  const server = await startOpenSsh({ extra });
  t.teardown(() => server.stop());
  return server;
}

/** Why an endpoint could not be opened. */
export function refusal(spec: SftpSpec): Promise<{ code: string; message: string }> {
  return whyNotOpened(createSftpEndpoint(spec, { limits: { ...DEFAULT_LIMITS, timeout: 5, retries: 0 } }));
}
