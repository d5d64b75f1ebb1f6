import type { SynclineError } from '@syncline/model';
import { isSynclineError, messageOf } from '@syncline/model';
import type { Client, ClientChannel } from 'ssh2';
import { endpointError } from '../remote/errors.js';
import { shownText } from '../remote/shown-text.js';
import type { Target } from './target.js';

/**
 * Asks for the SFTP server of the account. Throws `protocol` where there is none, `unreachable` where the server hangs up on
 * the question.
 */
export function startSftp(client: Client, target: Target): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.subsys('sftp', (error, channel) => {
      if (error) return reject(asNoSftp(error, target));
      // What it complains about beside the protocol would otherwise fill the window.
      channel.stderr.resume();
      resolve(channel);
    });
  });
}

/** ssh2 has words alone for a server that was asked and refused, or that hung up on the question. */
function asNoSftp(error: Error, target: Target): Error {
  if (/no response from server/i.test(error.message))
    return notStarted(target, new Error('the server closed the connection'));
  if (!/unable to start subsystem|channel open failure/i.test(error.message)) return error;
  const advice =
    'It has to be turned on there: sshd_config needs "Subsystem sftp internal-sftp", and an account with a command of its own "ForceCommand internal-sftp".';
  const message = `${target.where} has no SFTP: it refuses to start it for this account. ${advice}`;
  return endpointError('protocol', message, error);
}

/** What follows the login went wrong: most often the account is set up so on the server, which says nothing of it. */
export function notStarted({ where }: Target, error: unknown): SynclineError {
  if (isSynclineError(error) && error.code === 'interrupted') return error;
  const advice =
    'Its log may tell why. With ChrootDirectory, that folder and all above it must belong to root, and nobody else may write to them; a shell that prints something, or is none, is of no use for SFTP: "Subsystem sftp internal-sftp" needs none.';
  const reason = shownText(messageOf(error));
  return endpointError(
    'unreachable',
    `${where} took the login, but does not start SFTP: ${reason}. ${advice}`,
    error,
  );
}
