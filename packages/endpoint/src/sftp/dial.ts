import { isSynclineError } from '@syncline/model';
import type { Dialer, Pool } from '../remote/pool.js';
import { connect, CUT_BEFORE_HANDSHAKE } from './connect.js';
import type { Connection, Server } from './server.js';
import { newServer } from './server.js';
import type { Session } from './session.js';
import type { Target } from './target.js';

/** The connections to one SFTP server as one user. */
export type SftpPool = Pool<Session, Server>;

/** Connects to an SFTP server and logs in. */
export function sftpDialer(target: Target): Dialer<Session, Server> {
  return {
    where: target.where,
    open: (known, timeoutMs, signal) => open(target, known, timeoutMs, signal),
    isTooManyUsers: (error) =>
      isSynclineError(error) && error.code === 'unreachable' && error.message.includes(CUT_BEFORE_HANDSHAKE),
  };
}

async function open(
  target: Target,
  known: Server | undefined,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Connection> {
  const connected = await connect(target, timeoutMs, signal, known?.proof.algorithms);
  return { session: connected.session, server: known ?? newServer(target, connected) };
}
