import { isSynclineError } from '@syncline/model';
import type { Dialer } from '../remote/dialer.js';
import { connect } from './connect.js';
import { logIn } from './login.js';
import type { Connection, Server } from './server.js';
import { newServer } from './server.js';
import type { Session } from './session.js';
import type { Target } from './target.js';

/** Connects to an FTP server and logs in. The first connection learns what the server can do. */
export function ftpDialer(target: Target, notice: (message: string) => void): Dialer<Session, Server> {
  return {
    where: target.where,
    open: (known, timeoutMs, signal) => open(target, notice, known, timeoutMs, signal),
    isTooManyUsers: (error) =>
      isSynclineError(error) && error.code === 'unreachable' && /\b421\b/.test(error.message),
  };
}

async function open(
  target: Target,
  notice: (message: string) => void,
  known: Server | undefined,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Connection> {
  const session = await connect(target, timeoutMs, signal);
  const onClose = (): void => session.close();
  signal.addEventListener('abort', onClose, { once: true });
  try {
    const facts = await logIn(session, target, known?.facts);
    return { session, server: known ?? newServer(target, facts, notice) };
  } catch (error) {
    session.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', onClose);
  }
}
