import { safeText } from '@syncline/daemon/words';
import type { Address, EndpointSpec } from '@syncline/model';
import { addressOf, isEncryptedKey, usageError } from '@syncline/model';

import type { EndpointArgument } from './endpoint-argument.js';

const VARIABLES: Readonly<Record<EndpointArgument, string>> = {
  SOURCE: 'SYNCLINE_SOURCE_PASSWORD',
  DESTINATION: 'SYNCLINE_DESTINATION_PASSWORD',
};

/** The environment variable that holds an endpoint's password. */
export function passwordVariable(argument: EndpointArgument): string {
  return VARIABLES[argument];
}

export interface PasswordSources {
  readonly env: NodeJS.ProcessEnv;
  /** Asks a person without showing the answer; undefined without a terminal. */
  readonly prompt: ((question: string) => Promise<string>) | undefined;
  /** The text of a private key that is to be used. Its password is what it is encrypted with. */
  readonly privateKey?: string | undefined;
}

/**
 * An endpoint with its password: the variable where it is set, even to nothing; else the one in the URL; else what a
 * person types; else none. Nobody is asked for the password of `anonymous`, or of a private key that needs none.
 */
export async function resolvePassword(
  address: Address,
  argument: EndpointArgument,
  sources: PasswordSources,
): Promise<EndpointSpec> {
  if (address.type === 'directory') return address;
  const password = sources.env[VARIABLES[argument]] ?? address.password ?? (await ask(address, sources));
  // eslint-disable-next-line no-control-regex
  if (/[\u0000\r\n]/.test(password)) {
    throw usageError(
      `the password of ${argument} holds a line break or NUL, which no server can be sent. Check ${VARIABLES[argument]}`,
    );
  }
  if (address.type === 'ftp') return { ...address, password };
  return { ...address, password, privateKey: sources.privateKey };
}

/** The warning for a password in a URL, which other users of the machine can read; undefined where there is none. */
export function urlPasswordWarning(address: Address, argument: EndpointArgument): string | undefined {
  if (address.type === 'directory' || (address.password ?? '') === '') return undefined;
  return `the password in the URL of ${argument} can be seen by others in the list of processes and in the shell's history: put it into ${VARIABLES[argument]}`;
}

async function ask(
  address: Exclude<Address, { type: 'directory' }>,
  { privateKey, prompt }: PasswordSources,
): Promise<string> {
  const needsNone = privateKey === undefined ? address.username === 'anonymous' : !isEncryptedKey(privateKey);
  if (prompt === undefined || needsNone) return '';
  const what = privateKey === undefined ? 'Password' : 'Passphrase of the private key';
  return prompt(`${what} for ${safeText(addressOf(address))}: `);
}
