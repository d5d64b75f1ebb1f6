import type { Endpoint } from '@syncline/endpoint';
import type { EndpointSpec, Limits } from '@syncline/model';
import { isSynclineError, messageOf, ROOT } from '@syncline/model';

import { labelOf } from '../label.js';
import { createEndpoint } from '../open-endpoints.js';
import { openBench } from './bench.js';
import type { ProbeReport } from './report.js';
import { tryAll } from './trials.js';

/** How far a probe goes. */
export interface ProbeOptions {
  readonly limits: Limits;
  /** Only asks; nothing is written. */
  readonly readOnly?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds out what an endpoint can do: connects, asks, and, unless `readOnly`, tries things in a folder of its own at the
 * root, which it removes. Throws as opening does (`unreachable`, `login`, `untrusted`), and when the side is lost.
 */
export async function probe(spec: EndpointSpec, options: ProbeOptions): Promise<ProbeReport> {
  const { limits, readOnly = false, signal = new AbortController().signal } = options;
  const notices: string[] = [];
  const endpoint = await createEndpoint(spec, limits, (message) => notices.push(message));
  try {
    await endpoint.open(signal);
    const root = await endpoint.root(signal);
    const there = root.state === 'directory';
    const parentExists = root.state === 'absent' ? root.parentExists : undefined;
    const { tried, trouble } = there && !readOnly ? await tryOut(endpoint, signal) : NOTHING_TRIED;
    const atOnce = there ? await askAtOnce(endpoint, limits.connections, notices, signal) : NOTHING_ASKED;
    const { fingerprint, traits } = endpoint;
    const address = labelOf(spec);
    const found = { address, fingerprint, root: root.state, parentExists, traits: { ...traits } };
    return { ...found, notices, tried, trouble, atOnce };
  } finally {
    await endpoint.close();
  }
}

type TriedOut = Pick<ProbeReport, 'tried' | 'trouble'>;

const NOTHING_TRIED: TriedOut = { tried: undefined, trouble: undefined };
const NOTHING_ASKED = { asked: 0, allowed: true };

async function tryOut(endpoint: Endpoint, signal: AbortSignal): Promise<TriedOut> {
  const bench = await valueOf(() => openBench(endpoint, Date.now(), signal));
  if (bench.value === undefined) return { tried: undefined, trouble: bench.trouble };
  let clean = false;
  const trials = await valueOf(() => tryAll(endpoint, bench.value, () => Date.now(), signal)).finally(
    async () => void (clean = await bench.value.clear()),
  );
  if (trials.value !== undefined) return { tried: { ...trials.value, clean }, trouble: undefined };
  const left = clean ? '' : `; the folder ${bench.value.path('')} is left behind`;
  return { tried: undefined, trouble: `${trials.trouble}${left}` };
}

type Valued<T> = { readonly value: T } | { readonly value: undefined; readonly trouble: string };

/** What a piece of work gives, or why it failed; a lost side is thrown. */
async function valueOf<T>(work: () => Promise<T>): Promise<Valued<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (isSynclineError(error) && error.scope !== 'path') throw error;
    return { value: undefined, trouble: messageOf(error) };
  }
}

/** Asks for as much at once as the limits allow; a server that wants fewer says so in a notice. */
async function askAtOnce(
  endpoint: Endpoint,
  connections: number,
  notices: readonly string[],
  signal: AbortSignal,
): Promise<ProbeReport['atOnce']> {
  const asked = endpoint.traits.local ? endpoint.traits.parallel : connections;
  const before = notices.length;
  const rounds = Array.from({ length: asked * 2 }, () => endpoint.list(ROOT, signal));
  const answered = await Promise.allSettled(rounds);
  const allowed = notices.length === before && answered.every(({ status }) => status === 'fulfilled');
  return { asked, allowed };
}
