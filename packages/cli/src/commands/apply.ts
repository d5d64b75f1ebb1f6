import { resolve } from 'node:path';

import type { Address, EndpointSpec, Side } from '@syncline/model';

import type { Context } from '../context.js';
import { runAtRest } from '../daemon/at-rest.js';
import type { EndpointArgument } from '../endpoint-argument.js';
import type { Synchronize } from '../engine.js';
import { forbidUselessKey, openKeyWarning, readKeyFile } from '../keys.js';
import type { PasswordSources } from '../passwords.js';
import { resolvePassword } from '../passwords.js';
import { secretPrompt } from '../prompt.js';
import { stateDirectory } from '../state-directory.js';
import type { ShowOptions } from '../run-view.js';
import { showRun } from '../sync-command.js';
import type { SyncRequest } from '../sync-request.js';
import type { Warn } from '../items/configuration.js';
import type { PlanEndpoint } from './plan-format.js';
import type { KnownSecrets } from './plan-secrets.js';
import { planSecrets } from './plan-secrets.js';
import type { Plan } from './plan-reader.js';
import { readPlan } from './plan-reader.js';

export interface ApplyOptions extends Pick<ShowOptions, 'json' | 'quiet' | 'verbose'> {
  readonly state?: string;
  readonly config?: string;
  /** Files. */
  readonly keySource?: string;
  readonly keyDestination?: string;
}

/** `syncline apply FILE`: carries out a plan, and nothing beside it. Exits as a run. */
export async function applyCommand(file: string, options: ApplyOptions, context: Context): Promise<number> {
  const plan = readPlan(resolve(context.cwd, file));
  const show = { ...options, trash: plan.header.item.trash !== 'off' };
  const loadSynchronize = async (): Promise<Synchronize> => runAtRest(await context.loadSynchronize());
  const build = (warn: Warn): Promise<SyncRequest> => requestOf(plan, options, context, warn);
  return showRun(build, [], show, { ...context, loadSynchronize });
}

async function requestOf(
  { header, operations }: Plan,
  { config, keyDestination, keySource, state }: ApplyOptions,
  context: Context,
  warn: Warn,
): Promise<SyncRequest> {
  const known = await planSecrets(header.item, config, context, warn);
  const { source, destination, ...item } = header.item;
  const keys = {
    source: keyOf(source.endpoint, '--key-source', keySource, context, warn) ?? known.source.privateKey,
    destination:
      keyOf(destination.endpoint, '--key-destination', keyDestination, context, warn) ??
      known.destination.privateKey,
  };
  const secretsOf = (side: Side): PasswordSources & KnownSecrets => ({
    env: context.env,
    prompt: secretPrompt(context),
    password: known[side].password,
    privateKey: keys[side],
  });
  return {
    item: {
      ...item,
      source: { ...source, endpoint: await withSecrets(source.endpoint, 'SOURCE', secretsOf('source')) },
      destination: {
        ...destination,
        endpoint: await withSecrets(destination.endpoint, 'DESTINATION', secretsOf('destination')),
      },
    },
    run: {
      stateDirectory: state === undefined ? header.state : stateDirectory(state, context),
      approveDeletes: header.approveDeletes,
      plan: operations,
    },
  };
}

/** The pin of a certificate or host key, where there is one, stays with the address. */
function withSecrets(
  endpoint: PlanEndpoint,
  argument: EndpointArgument,
  secrets: PasswordSources & KnownSecrets,
): Promise<EndpointSpec> {
  const { password } = secrets;
  const address: Address = endpoint.type === 'directory' ? endpoint : { ...endpoint, password };
  return resolvePassword(address, argument, secrets);
}

function keyOf(
  endpoint: PlanEndpoint,
  option: string,
  file: string | undefined,
  { cwd }: Context,
  warn: Warn,
): string | undefined {
  const address: Address = endpoint.type === 'directory' ? endpoint : { ...endpoint, password: undefined };
  forbidUselessKey(address, undefined, option, file);
  if (file === undefined) return undefined;
  const warning = openKeyWarning(file, option, cwd);
  if (warning !== undefined) warn(warning);
  return readKeyFile(file, option, cwd);
}
