import type { ProbeReport } from '@syncline/engine';
import { probeFacts } from '@syncline/daemon/facts';
import { jsonLine, safeText } from '@syncline/daemon/words';
import { DEFAULT_LIMITS, isSynclineError, SynclineError, usageError } from '@syncline/model';

import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import { parseEndpointArgument } from '../endpoint-argument.js';
import { forbidUselessKey, openKeyWarning, readKeyFile } from '../keys.js';
import { passwordVariable, resolvePassword, urlPasswordWarning } from '../passwords.js';
import { secretPrompt } from '../prompt.js';
import { warnOn } from './configuration.js';
import { probeLines } from './probe-text.js';

export interface ProbeOptions {
  readonly json?: true;
  readonly readOnly?: true;
  readonly trust?: string;
  /** A file. */
  readonly key?: string;
  readonly connections?: number;
  readonly timeout?: number;
}

/** `syncline probe ENDPOINT`: what it can do, and how it will be treated. Exits as a run that can't reach it. */
export async function probeCommand(text: string, options: ProbeOptions, context: Context): Promise<number> {
  const address = parseEndpointArgument(text, 'ENDPOINT', context.cwd);
  const plain = address.type === 'directory' || (address.type === 'ftp' && address.tls === 'none');
  if (options.trust !== undefined && plain)
    throw usageError(
      '--trust: there is no certificate without TLS. Use ftpes://, ftps:// or sftp://, or leave --trust out',
    );
  forbidUselessKey(address, undefined, '--key', options.key);
  const privateKey = options.key === undefined ? undefined : readKeyFile(options.key, '--key', context.cwd);
  return inFrame(context, async ({ screen, signal }) => {
    const warnings = [
      urlPasswordWarning(address, 'SOURCE'),
      openKeyWarning(options.key, '--key', context.cwd),
    ];
    for (const warning of warnings) if (warning !== undefined) warnOn(screen)(warning);
    const resolved = await resolvePassword(address, 'SOURCE', {
      env: environment(context),
      prompt: secretPrompt(context),
      privateKey,
    });
    const spec =
      resolved.type === 'directory' || options.trust === undefined
        ? resolved
        : { ...resolved, fingerprint: options.trust };
    const { probe } = await import('@syncline/engine');
    const { connections = DEFAULT_LIMITS.connections, timeout = DEFAULT_LIMITS.timeout } = options;
    const limits = { ...DEFAULT_LIMITS, connections, timeout };
    const report = await probe(spec, { limits, readOnly: options.readOnly, signal }).catch(asOfSource);
    if (options.json === true) screen.out(jsonLine(probeFacts(report)));
    else for (const line of probeLines(report)) screen.out(safeText(line));
    return exitOf(report);
  });
}

/** Its password is that of the source, as a refused login is to say. */
function asOfSource(error: unknown): never {
  if (!isSynclineError(error)) throw error;
  const { cause, code, message, scope } = error;
  throw new SynclineError(code, message, { scope, side: 'source', cause });
}

/** Whichever of the two variables is set: there is only one endpoint that it can be for. */
function environment({ env }: Context): NodeJS.ProcessEnv {
  const [source, destination] = [passwordVariable('SOURCE'), passwordVariable('DESTINATION')];
  return env[source] === undefined ? { ...env, [source]: env[destination] } : env;
}

/** What a run of an item with it would come to: 3 where it is not there, 1 where something stayed behind or failed. */
function exitOf({ root, tried, trouble }: ProbeReport): number {
  if (root !== 'directory') return 3;
  return trouble !== undefined || tried?.clean === false ? 1 : 0;
}
