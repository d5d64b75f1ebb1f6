import type { LiveOptions, RunOptions } from '@syncline/engine';
import type { Address, EndpointSpec, Item, SideSpec } from '@syncline/model';
import { addressOf, DEFAULT_DELETE_LIMIT, DEFAULT_TRASH, usageError } from '@syncline/model';

import type { Context } from './context.js';
import type { EndpointArgument } from './endpoint-argument.js';
import { parseEndpointArgument } from './endpoint-argument.js';
import { itemName } from './item-name.js';
import { forbidUselessKey, openKeyWarning, readKeyFile } from './keys.js';
import type { PasswordSources } from './passwords.js';
import { resolvePassword, urlPasswordWarning } from './passwords.js';
import { secretPrompt } from './prompt.js';
import { stateDirectory } from './state-directory.js';
import type { SyncOptions } from './sync-options.js';

/** One run that was asked for on the command line, with everything filled in. */
export interface SyncRequest {
  readonly item: Item;
  readonly run: RunOptions;
  /** Set where the item is to be kept in step as it changes. */
  readonly live?: Pick<LiveOptions, 'settleMs' | 'auditEveryMs' | 'pollEveryMs'> | undefined;
}

export interface Addresses {
  readonly source: Address;
  readonly destination: Address;
  /** About the arguments themselves. */
  readonly warnings: readonly string[];
}

/** Checks what can be checked before anybody is asked for a password. Throws `usage`. */
export function readAddresses(
  source: string,
  destination: string,
  options: SyncOptions,
  cwd: string,
): Addresses {
  forbidUselessTimes(options);
  const addresses = {
    source: parseEndpointArgument(source, 'SOURCE', cwd),
    destination: parseEndpointArgument(destination, 'DESTINATION', cwd),
  };
  forbidUselessPin(addresses.source, 'SOURCE', options.trustSource);
  forbidUselessPin(addresses.destination, 'DESTINATION', options.trustDestination);
  forbidUselessKey(addresses.source, 'SOURCE', '--key-source', options.keySource);
  forbidUselessKey(addresses.destination, 'DESTINATION', '--key-destination', options.keyDestination);
  const warnings = [
    urlPasswordWarning(addresses.source, 'SOURCE'),
    urlPasswordWarning(addresses.destination, 'DESTINATION'),
    openKeyWarning(options.keySource, '--key-source', cwd),
    openKeyWarning(options.keyDestination, '--key-destination', cwd),
  ].filter((warning) => warning !== undefined);
  return { ...addresses, warnings };
}

/** Fills in the rest, passwords included. Throws `usage`, or `interrupted` where a person gave no password. */
export async function buildRequest(
  addresses: Addresses,
  options: SyncOptions,
  context: Context,
): Promise<SyncRequest> {
  const sources = (option: string, keyFile: string | undefined): PasswordSources => ({
    env: context.env,
    prompt: secretPrompt(context),
    privateKey: keyFile === undefined ? undefined : readKeyFile(keyFile, option, context.cwd),
  });
  const ofSource = sources('--key-source', options.keySource);
  const ofDestination = sources('--key-destination', options.keyDestination);
  const source = await resolvePassword(addresses.source, 'SOURCE', ofSource);
  const destination = await resolvePassword(addresses.destination, 'DESTINATION', ofDestination);
  return {
    item: buildItem(
      withPin(source, options.trustSource),
      withPin(destination, options.trustDestination),
      options,
    ),
    run: {
      stateDirectory: stateDirectory(options.state, context),
      dryRun: options.dryRun === true,
      approveDeletes: options.approveDeletes === true,
    },
    live: options.live === true ? liveTimes(options) : undefined,
  };
}

function liveTimes({ settle, auditEvery, pollEvery }: SyncOptions): SyncRequest['live'] {
  return { settleMs: settle, auditEveryMs: auditEvery, pollEveryMs: pollEvery };
}

/** An option that does nothing must not look as if it did. */
function forbidUselessTimes({ live, settle, auditEvery, pollEvery }: SyncOptions): void {
  if (live === true) return;
  const given = { '--settle': settle, '--audit-every': auditEvery, '--poll-every': pollEvery };
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) throw usageError(`${name} is about following changes: give --live with it`);
}

function buildItem(source: EndpointSpec, destination: EndpointSpec, options: SyncOptions): Item {
  const { bandwidth, connections, ignore, retries, timeout } = options;
  return {
    name: itemName(source, destination, options.mode),
    label: `${addressOf(source)} -> ${addressOf(destination)}`,
    mode: options.mode,
    recursive: options.recursive,
    source: side(source, [...ignore, ...options.ignoreSource], options.fileCheckSource),
    destination: side(destination, [...ignore, ...options.ignoreDestination], options.fileCheckDestination),
    trash: options.trash ? DEFAULT_TRASH : 'off',
    deleteLimit: options.maxDelete ?? DEFAULT_DELETE_LIMIT,
    compare: options.compare,
    conflict: options.conflict,
    limits: { connections, timeout, retries, ...(bandwidth !== undefined && { bandwidth }) },
  };
}

function side(endpoint: EndpointSpec, ignore: readonly string[], fileCheck: SideSpec['fileCheck']): SideSpec {
  return { endpoint, ignore, ...(fileCheck !== undefined && { fileCheck }) };
}

function withPin(endpoint: EndpointSpec, fingerprint: string | undefined): EndpointSpec {
  return endpoint.type === 'directory' || fingerprint === undefined ? endpoint : { ...endpoint, fingerprint };
}

/** A pin that protects nothing must not look as if it did. */
function forbidUselessPin(
  address: Address,
  argument: EndpointArgument,
  fingerprint: string | undefined,
): void {
  if (fingerprint === undefined || address.type === 'sftp') return;
  if (address.type === 'ftp' && address.tls !== 'none') return;
  const option = `--trust-${argument.toLowerCase()}`;
  const what = address.type === 'directory' ? 'is a directory' : 'uses ftp:// without TLS';
  throw usageError(
    `${option}: ${argument} ${what} and has no certificate. Use ftpes://, ftps:// or sftp://, or leave ${option} out`,
  );
}
