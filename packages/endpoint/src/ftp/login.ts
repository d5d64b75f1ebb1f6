import { setTimeout as sleep } from 'node:timers/promises';
import { endpointError } from '../remote/errors.js';
import type { ServerFacts } from './features.js';
import { serverFacts } from './features.js';
import type { Reply } from './reply.js';
import { isCompletion, shownReply } from './reply.js';
import type { Session } from './session.js';
import type { Target } from './target.js';

/** Asks for a name that nothing has: that of a temp file of no run. */
const NOBODY = 'MLST .syncline-0.tmp';

/** How much later than the answer to one command that to the next may come, which was sent in the same packet. */
const AHEAD_MS = 2_000;

/**
 * What was sent in one packet is not answered one after the other: to be tried again with one command at a time. aioftp answers what it
 * does not know before what was asked first.
 */
export class OutOfStep extends Error {}

/**
 * Logs in and makes the session ready for work: binary, protected data where TLS is on, the login directory known.
 * The first session of a server also learns its facts; later ones are given them.
 * Throws `login` (refused), `protocol`, `OutOfStep`; a lost connection as `Session` does.
 */
export async function logIn(
  session: Session,
  target: Target,
  timeoutMs: number,
  known?: ServerFacts,
): Promise<ServerFacts> {
  await authenticate(session, target);
  const facts = known ?? (await askFacts(session, timeoutMs));
  const encrypted = target.tls !== 'none';
  const commands = ['TYPE I', ...(encrypted ? ['PBSZ 0', 'PROT P'] : []), 'OPTS UTF8 ON', 'PWD'];
  // Only these facts are used; a server is free to send others as well (RFC 3659 §7.9).
  if (facts.mlst) commands.push('OPTS MLST type;size;modify;unique;');
  if (facts.mlst && known === undefined) commands.push(NOBODY);
  const answers = await session.exchange(commands).catch((error: unknown) => {
    throw session.isOutOfStep && !session.oneAtATime ? new OutOfStep() : error;
  });
  const replies = new Map(answers.map((reply, at) => [commands[at]!, reply]));
  if (replies.has(NOBODY)) facts.mlstDenies = replies.get(NOBODY)!.code === 550;
  if (!isCompletion(replies.get('TYPE I')!) && !session.oneAtATime) throw new OutOfStep();
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

/** The second command goes out in the packet of the first: some servers drop what they find behind the first. */
async function askFacts(session: Session, timeoutMs: number): Promise<ServerFacts> {
  const [feat, syst] = [session.request('FEAT'), session.request('SYST')];
  const both = Promise.all([feat, syst]);
  await Promise.race([both, feat]);
  const patienceMs = Math.min(AHEAD_MS, timeoutMs / 2);
  if (!session.oneAtATime && (await isLate(both, patienceMs))) throw new OutOfStep();
  return serverFacts(...(await both), session.oneAtATime);
}

async function isLate(awaited: Promise<unknown>, patienceMs: number): Promise<boolean> {
  const patience = new AbortController();
  const late = sleep(patienceMs, true, { signal: patience.signal }).catch(() => false);
  const inTime = awaited.then(() => false);
  return Promise.race([inTime, late]).finally(() => patience.abort());
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
