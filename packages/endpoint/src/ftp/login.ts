import { endpointError } from '../remote/errors.js';
import type { ServerFacts } from './features.js';
import { serverFacts } from './features.js';
import type { Reply } from './reply.js';
import { isCompletion, shownReply } from './reply.js';
import type { Session } from './session.js';
import type { Target } from './target.js';

/**
 * Logs in and makes the session ready for work: binary, protected data where TLS is on, the login directory known.
 * The first session of a server also learns its facts; later ones are given them.
 * Throws `login` (refused), `protocol`; a lost connection as `Session` does.
 */
export async function logIn(session: Session, target: Target, known?: ServerFacts): Promise<ServerFacts> {
  await authenticate(session, target);
  const facts = known ?? (await askFacts(session));
  const encrypted = target.tls !== 'none';
  const commands = ['TYPE I', ...(encrypted ? ['PBSZ 0', 'PROT P'] : []), 'OPTS UTF8 ON', 'PWD'];
  // Only these facts are used; a server is free to send others as well (RFC 3659 §7.9).
  if (facts.mlst) commands.push('OPTS MLST type;size;modify;unique;');
  const replies = new Map((await session.exchange(commands)).map((reply, at) => [commands[at]!, reply]));
  requireOk(replies.get('TYPE I')!, target, 'refuses binary transfers');
  if (encrypted)
    requireOk(replies.get('PROT P')!, target, 'refuses to encrypt data connections, so none is made');
  session.loginDirectory = directoryOf(replies.get('PWD')!, target);
  return facts;
}

async function authenticate(session: Session, target: Target): Promise<void> {
  let reply = await session.request(`USER ${target.user}`);
  if (reply.code === 331) reply = await session.request(`PASS ${target.password}`);
  if (isCompletion(reply)) return;
  throw endpointError(
    'login',
    `${target.where} refused the login: "${shownReply(reply)}". Check user name and password.`,
  );
}

async function askFacts(session: Session): Promise<ServerFacts> {
  const [feat, syst] = (await session.exchange(['FEAT', 'SYST'])) as [Reply, Reply];
  return serverFacts(feat, syst);
}

function requireOk(reply: Reply, target: Target, what: string): void {
  if (isCompletion(reply)) return;
  throw endpointError('protocol', `${target.where} ${what}: "${shownReply(reply)}"`);
}

/** RFC 959, appendix II: `257 "directory" comment`, a quote inside doubled. */
export function directoryOf(pwd: Reply, target: Pick<Target, 'where'>): string {
  const match = pwd.code === 257 ? /^257[ -]"((?:[^"]|"")*)"/.exec(pwd.text) : null;
  if (match === null) {
    throw endpointError(
      'protocol',
      `${target.where} does not tell its login directory: "${shownReply(pwd)}"`,
    );
  }
  return match[1]!.replaceAll('""', '"');
}
