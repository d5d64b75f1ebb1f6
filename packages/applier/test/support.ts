import type { Content, Endpoint } from '@syncline/endpoint';
import type { ContentRow, LinkEntry, WriteOperation } from '@syncline/model';
import { pathFromText, SynclineError, tempName } from '@syncline/model';
import type { ProblemCode, ErrorScope } from '@syncline/model';
import { fakeFile as file, fakeSide as side } from '../../endpoint/test/fake-side.js';
import type { ApplyContext } from '../src/context.js';

export { file, side };

export const path = pathFromText('d/x');
export const signal = new AbortController().signal;

export function link(changes: Partial<LinkEntry> = {}): LinkEntry {
  return {
    kind: 'link',
    name: pathFromText('x'),
    size: 3,
    target: 'abc',
    token: 't',
    racy: false,
    ...changes,
  };
}

export function copy(changes: Partial<WriteOperation> = {}): WriteOperation {
  return { op: 'copy', side: 'destination', path, reason: 'new', content: file(), ...changes };
}

export function row(changes: Partial<ContentRow> = {}): ContentRow {
  const settled = { token: 't', racy: false };
  return { kind: 'file', size: 3, source: settled, destination: settled, ...changes };
}

export function pathError(code: ProblemCode, retry = false): SynclineError {
  return new SynclineError(code, `${code} happened`, { scope: 'path', retry });
}

export function wideError(scope: Exclude<ErrorScope, 'path'>): SynclineError {
  return new SynclineError('unreachable', 'the side is lost', { scope });
}

interface FakeContent extends Content {
  readonly closed: boolean;
}

/** Content in chunks, or whole, that may turn out to have changed while it was read. */
export function content(chunks: readonly string[], { whole = false, unchanged = true } = {}): FakeContent {
  let closed = false;
  const text = chunks.join('');
  return {
    size: text.length,
    whole: whole ? Buffer.from(text) : undefined,
    async *chunks() {
      for (const chunk of chunks) yield Buffer.from(chunk);
    },
    unchanged: async () => unchanged,
    close: async () => void (closed = true),
    get closed() {
      return closed;
    },
  };
}

export function context(
  sides: { source?: Partial<Endpoint>; destination?: Partial<Endpoint> },
  changes: Partial<ApplyContext> = {},
): ApplyContext {
  const made = { source: side(sides.source ?? {}), destination: side(sides.destination ?? {}) };
  let temps = 0;
  return {
    reader: (of) => made[of],
    writer: (of) => made[of],
    trash: 'run',
    nextTemp: () => tempName('run', (temps += 1)),
    retries: 2,
    onBytes: () => undefined,
    signal,
    ...changes,
  };
}
