import { resolve } from 'node:path';

import type { Address, EndpointSpec } from '@syncline/model';

import type { Context } from '../context.js';
import { runAtRest } from '../daemon/at-rest.js';
import type { EndpointArgument } from '../endpoint-argument.js';
import type { Synchronize } from '../engine.js';
import type { PasswordSources } from '../passwords.js';
import { resolvePassword } from '../passwords.js';
import { secretPrompt } from '../prompt.js';
import { stateDirectory } from '../state-directory.js';
import type { ShowOptions } from '../run-view.js';
import { showRun } from '../sync-command.js';
import type { SyncRequest } from '../sync-request.js';
import type { Warn } from '../items/configuration.js';
import type { PlanEndpoint } from './plan-format.js';
import { planPasswords } from './plan-passwords.js';
import type { Plan } from './plan-reader.js';
import { readPlan } from './plan-reader.js';

export interface ApplyOptions extends Pick<ShowOptions, 'json' | 'quiet' | 'verbose'> {
  readonly state?: string;
  readonly config?: string;
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
  { config, state }: ApplyOptions,
  context: Context,
  warn: Warn,
): Promise<SyncRequest> {
  const sources = { env: context.env, prompt: secretPrompt(context) };
  const known = await planPasswords(header.item, config, context, warn);
  const { source, destination, ...item } = header.item;
  return {
    item: {
      ...item,
      source: { ...source, endpoint: await withPassword(source.endpoint, known.source, 'SOURCE', sources) },
      destination: {
        ...destination,
        endpoint: await withPassword(destination.endpoint, known.destination, 'DESTINATION', sources),
      },
    },
    run: {
      stateDirectory: state === undefined ? header.state : stateDirectory(state, context),
      approveDeletes: header.approveDeletes,
      plan: operations,
    },
  };
}

/** The pin of a certificate, where there is one, stays with the address. */
function withPassword(
  endpoint: PlanEndpoint,
  password: string | undefined,
  argument: EndpointArgument,
  sources: PasswordSources,
): Promise<EndpointSpec> {
  const address: Address = endpoint.type === 'directory' ? endpoint : { ...endpoint, password };
  return resolvePassword(address, argument, sources);
}
