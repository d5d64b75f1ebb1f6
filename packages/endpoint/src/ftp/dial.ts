import { isSynclineError } from '@syncline/model';
import type { Dialer } from '../remote/dialer.js';
import { connect } from './connect.js';
import { logIn, OutOfStep } from './login.js';
import type { Connection, Server } from './server.js';
import { newServer } from './server.js';
import type { Session } from './session.js';
import type { Target } from './target.js';

/** Connects to an FTP server and logs in. The first connection learns what the server can do. */
export function ftpDialer(target: Target, notice: (message: string) => void): Dialer<Session, Server> {
  return {
    where: target.where,
    open: async (known, timeoutMs, signal) => {
      const way: Way = { target, notice, known, timeoutMs, signal };
      try {
        return await open(way, known?.facts.oneAtATime ?? false);
      } catch (error) {
        if (!(error instanceof OutOfStep)) throw error;
        return open(way, true);
      }
    },
    isTooManyUsers: (error) =>
      isSynclineError(error) && error.code === 'unreachable' && /\b421\b/.test(error.message),
  };
}

/** How a connection is made. */
interface Way {
  readonly target: Target;
  readonly notice: (message: string) => void;
  readonly known: Server | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

async function open(way: Way, oneAtATime: boolean): Promise<Connection> {
  const { target, notice, known, timeoutMs, signal } = way;
  const session = await connect(target, timeoutMs, signal);
  session.oneAtATime = oneAtATime;
  const onClose = (): void => session.close();
  signal.addEventListener('abort', onClose, { once: true });
  try {
    const facts = await logIn(session, target, timeoutMs, known?.facts);
    return { session, server: known ?? newServer(target, facts, notice) };
  } catch (error) {
    session.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', onClose);
  }
}
