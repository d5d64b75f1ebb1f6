import { jsonLine } from '@syncline/daemon/words';
import { isPrivateKey, usageError } from '@syncline/model';

import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import { secretPrompt } from '../prompt.js';
import { readInput } from '../read-input.js';
import type { AskOptions } from './list.js';

/** `syncline secret set NAME`: the value is typed, or comes from standard input; never from the command line. */
export async function secretSetCommand(name: string, options: AskOptions, context: Context): Promise<number> {
  return inFrame(context, async ({ screen, signal }) => {
    const { configFile, secretFiles, setSecret } = await import('@syncline/daemon/config');
    const files = secretFiles(configFile(options.config, context), context.env);
    const prompt = secretPrompt(context);
    const value =
      prompt === undefined ? await readInput(context, signal) : await prompt(`Value of the secret ${name}: `);
    const secret = value.replace(/\r?\n$/, '');
    if (secret === '')
      throw usageError(`secret set ${name}: the value is empty: type it, or give it on standard input`);
    // eslint-disable-next-line no-control-regex
    if (/[\u0000\r\n]/.test(secret) && !isPrivateKey(secret))
      throw usageError(
        `secret set ${name}: the value holds a line break or NUL, which no server can be sent`,
      );
    await setSecret(files, name, secret);
    screen.out(`${name} is kept in ${files.store}. Refer to it as { secret: ${name} }.`);
    return 0;
  });
}

/** `syncline secret rm NAME`. */
export async function secretRemoveCommand(
  name: string,
  options: AskOptions,
  context: Context,
): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const { configFile, removeSecret, secretFiles } = await import('@syncline/daemon/config');
    const files = secretFiles(configFile(options.config, context), context.env);
    await removeSecret(files, name);
    screen.out(`${name} is forgotten.`);
    return 0;
  });
}

/** `syncline secret list`: the names alone. */
export async function secretListCommand(options: AskOptions, context: Context): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const { configFile, secretFiles, secretNames } = await import('@syncline/daemon/config');
    for (const name of await secretNames(secretFiles(configFile(options.config, context), context.env)))
      screen.out(options.json === true ? jsonLine({ type: 'secret', name }) : name);
    return 0;
  });
}
