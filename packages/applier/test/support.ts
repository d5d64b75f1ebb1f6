import type { Content, Endpoint, Traits } from '@syncline/endpoint';
import type { ContentRow, FileEntry, LinkEntry, WriteOperation } from '@syncline/model';
import { pathFromText, SynclineError, tempName } from '@syncline/model';
import type { ProblemCode, ErrorScope } from '@syncline/model';
import type { ApplyContext } from '../src/context.js';

export const path = pathFromText('d/x');
export const signal = new AbortController().signal;

export function file(changes: Partial<FileEntry> = {}): FileEntry {
  return {
    kind: 'file',
    name: pathFromText('x'),
    size: 3,
    mtime: 1_000,
    token: 't',
    racy: false,
    ...changes,
  };
}

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

const traits: Traits = {
  type: 'memory',
  local: true,
  timePrecisionUs: 1,
  setsTimes: true,
  modes: true,
  links: true,
  anyBytes: true,
  tokens: 'any',
  hidesDotNames: false,
  parallel: 4,
};

const unexpected = () => Promise.reject(new Error('this call was not expected'));

/** An endpoint that does only what a test says; any other call fails it. */
export function side(behaviour: Partial<Endpoint>): Endpoint {
  return {
    label: 'the fake side',
    traits,
    open: unexpected,
    close: unexpected,
    root: unexpected,
    list: unexpected,
    look: unexpected,
    read: unexpected,
    readHead: unexpected,
    makeRoot: unexpected,
    write: unexpected,
    writeLink: unexpected,
    setAttributes: unexpected,
    makeDirectory: unexpected,
    setDirectoryMode: unexpected,
    remove: unexpected,
    removeDirectory: unexpected,
    moveDirectory: unexpected,
    move: unexpected,
    removeTemp: unexpected,
    observe: unexpected,
    flush: unexpected,
    purgeTrash: unexpected,
    ...behaviour,
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
