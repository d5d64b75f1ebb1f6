import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@syncline/model';
import type { NotifySettings } from '../config/notify-schema.js';
import type { Notification } from './transitions.js';

/** A notification as it is sent. */
export interface Message extends Notification {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Of the machine, so that one address can serve several. */
  readonly host: string;
}

const WEBHOOK_TIMEOUT_MS = 10_000;
const COMMAND_TIMEOUT_MS = 60_000;
/** Pauses before further tries of a webhook that did not take it. */
const RETRY_PAUSES_MS = [2_000, 15_000, 60_000];

/** Tells people in every way that is set up. Returns what went wrong, for the log. */
export async function deliver(
  message: Message,
  { webhook, command }: NotifySettings,
  signal: AbortSignal,
  pausesMs: readonly number[] = RETRY_PAUSES_MS,
): Promise<readonly string[]> {
  const ways = [
    ...(webhook === undefined ? [] : [post(webhook, message, signal, pausesMs)]),
    ...(command === undefined ? [] : [runCommand(command, message, signal)]),
  ];
  const ends = await Promise.all(ways);
  return ends.filter((failure) => failure !== undefined);
}

async function post(
  url: string,
  message: Message,
  signal: AbortSignal,
  pausesMs: readonly number[],
): Promise<string | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    const failure = await postOnce(url, message, signal);
    if (failure === undefined || attempt >= pausesMs.length || signal.aborted) return failure;
    await sleep(pausesMs[attempt]!, undefined, { signal }).catch(() => undefined);
  }
}

async function postOnce(url: string, message: Message, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { address, credentials } = withoutCredentials(url);
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'syncline', ...credentials },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(WEBHOOK_TIMEOUT_MS)]),
    });
    await answer.body?.cancel();
    return answer.ok ? undefined : `the webhook answered with ${answer.status}`;
  } catch (error) {
    const { cause } = error as Error;
    return `the webhook could not be told: ${messageOf(cause ?? error)}`;
  }
}

/** `fetch` refuses an address with a name and password, and says both in its refusal: they go into a header (RFC 7617). */
function withoutCredentials(url: string): {
  readonly address: URL;
  readonly credentials: { readonly authorization?: string };
} {
  const address = new URL(url);
  const { username, password } = address;
  if (username === '' && password === '') return { address, credentials: {} };
  [address.username, address.password] = ['', ''];
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    address,
    credentials: { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` },
  };
}

async function runCommand(
  [program, ...args]: readonly string[],
  message: Message,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const child = spawn(program!, args, {
      env: { ...process.env, SYNCLINE_EVENT: message.event, SYNCLINE_ITEM: message.item },
      stdio: ['pipe', 'ignore', 'ignore'],
      signal: AbortSignal.any([signal, AbortSignal.timeout(COMMAND_TIMEOUT_MS)]),
      killSignal: 'SIGKILL',
    });
    // A program that does not read is none of our business.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${JSON.stringify(message)}\n`);
    const [code, by] = (await once(child, 'exit')) as [number | null, string | null];
    return code === 0 ? undefined : `the command ${program} ended with ${code ?? by}`;
  } catch (error) {
    return `the command ${program} could not be run: ${messageOf(error)}`;
  }
}
