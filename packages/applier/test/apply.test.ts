import t from 'tap';
import type { Endpoint, WriteRequest } from '@syncline/endpoint';
import type { Operation } from '@syncline/model';
import { nameOf, pathFromText } from '@syncline/model';
import { applyOperation } from '../src/apply.js';
import { content, context, copy, file, link, path, pathError, signal, wideError } from './support.js';

/** Fails with these errors in turn, then succeeds. */
function failing(...errors: Error[]): { readonly write: Endpoint['write']; readonly temps: string[] } {
  const temps: string[] = [];
  const write: Endpoint['write'] = async ({ temp }) => {
    temps.push(temp);
    const error = errors.shift();
    if (error !== undefined) throw error;
    return { hash: 'h' };
  };
  return { write, temps };
}

const readable = { read: async () => content(['abc']) };

t.test('a copy writes what the source has and proves its hash', async (t) => {
  let request: WriteRequest | undefined;
  const write: Endpoint['write'] = async (asked) => {
    request = asked;
    return { hash: 'h' };
  };
  const old = file({ token: 'old' });
  const original = file({ mtime: 5, mode: 0o640 });
  const operation = copy({ op: 'update', reason: 'content', content: original, replaces: old });
  const applied = await applyOperation(operation, context({ source: readable, destination: { write } }));
  t.strictSame(applied, { operation, outcome: 'applied', hash: 'h' });
  t.match(request, {
    path,
    size: 3,
    mtime: 5,
    mode: 0o640,
    expected: old,
    trash: 'run',
    temp: '.syncline-run-1.tmp',
  });
});

t.test('content is closed whether it could be written or not', async (t) => {
  for (const errors of [[], [pathError('full')]]) {
    const opened = content(['abc']);
    const { write } = failing(...errors);
    await applyOperation(copy(), context({ source: { read: async () => opened }, destination: { write } }));
    t.ok(opened.closed);
  }
});

t.test('a step that may succeed later is tried again, each time under a new temp name', async (t) => {
  const { write, temps } = failing(pathError('failed', true), pathError('failed', true));
  const applied = await applyOperation(copy(), context({ source: readable, destination: { write } }));
  t.equal(applied.outcome, 'applied');
  t.strictSame(
    temps,
    [1, 2, 3].map((n) => `.syncline-run-${n}.tmp`),
  );
});

t.test('tries end at the limit', async (t) => {
  const endless = Array.from({ length: 10 }, () => pathError('failed', true));
  const { write, temps } = failing(...endless);
  const applied = await applyOperation(
    copy(),
    context({ source: readable, destination: { write } }, { retries: 2 }),
  );
  t.match(applied, { outcome: 'failed', problem: { code: 'failed', path } });
  t.equal(temps.length, 3);
});

t.test('a step that cannot succeed is not tried again', async (t) => {
  const { write, temps } = failing(pathError('permission'));
  const applied = await applyOperation(copy(), context({ source: readable, destination: { write } }));
  t.match(applied, {
    outcome: 'failed',
    problem: { code: 'permission', path, message: 'permission happened' },
  });
  t.equal(temps.length, 1);
});

t.test('what fails in an interrupted run is neither tried again nor a failure of its path', async (t) => {
  const { write, temps } = failing(pathError('failed', true));
  const interrupted = { signal: AbortSignal.abort() };
  const applying = applyOperation(copy(), context({ source: readable, destination: { write } }, interrupted));
  await t.rejects(applying, { name: 'AbortError' });
  t.equal(temps.length, 1);
});

t.test('what was done in spite of an interruption counts', async (t) => {
  const interrupted = { signal: AbortSignal.abort() };
  const operation = copy();
  const applied = await applyOperation(
    operation,
    context({ source: readable, destination: failing() }, interrupted),
  );
  t.equal(applied.outcome, 'applied');
});

t.test('a target that is not what the plan expected makes the operation stale', async (t) => {
  const { write } = failing(pathError('stale'));
  const look = async () => ({ kind: 'absent', name: nameOf(path) }) as const;
  const applied = await applyOperation(copy(), context({ source: readable, destination: { write, look } }));
  t.match(applied, { outcome: 'stale', problem: { code: 'stale', path } });
});

t.test('F4: a name that is taken, but listed in another spelling alone, is told as a clash', async (t) => {
  const makeDirectory = async () => 'exists' as const;
  const look = async () => file();
  const listing = (...names: string[]) => ({
    list: async () => ({
      path: pathFromText('d'),
      entries: names.map((name) => file({ name: pathFromText(name) })),
      complete: true,
      reserved: [],
    }),
  });
  const make = { op: 'mkdir', side: 'destination', path, reason: 'new' } as const;
  const on = (operation: Operation, names: string) =>
    applyOperation(
      operation,
      context({
        source: readable,
        destination: { ...failing(pathError('stale')), makeDirectory, look, ...listing(names) },
      }),
    );
  for (const operation of [copy(), make]) {
    const clash = {
      outcome: 'stale',
      problem: { code: 'clash', path, message: /in another spelling.*rename/ },
    };
    t.match(await on(operation, 'X'), clash, operation.op);
    const hidden = { ...clash, problem: { ...clash.problem, message: /does not list.*ignore it/ } };
    t.match(await on(operation, 'o'), hidden, `${operation.op}: S35: so is one that is hidden`);
  }
  t.match(await on(copy(), 'x'), { outcome: 'stale', problem: { code: 'stale' } });
  t.match(
    await on(make, 'x'),
    { outcome: 'applied', wasThere: true },
    'a folder that is there is as good as made',
  );
});

t.test('a source that changed meanwhile is busy', async (t) => {
  const { write } = failing(pathError('busy'));
  const applied = await applyOperation(copy(), context({ source: readable, destination: { write } }));
  t.match(applied, { outcome: 'failed', problem: { code: 'busy' } });
});

t.test('so is one that changed before it was read', async (t) => {
  const read: Endpoint['read'] = () => Promise.reject(pathError('stale'));
  const applied = await applyOperation(copy(), context({ source: { read }, destination: failing() }));
  t.match(applied, { outcome: 'failed', problem: { code: 'busy', message: 'stale happened' } });
});

t.test('an error that nobody foresaw concerns its path alone', async (t) => {
  const { write } = failing(new TypeError('odd'));
  const applied = await applyOperation(copy(), context({ source: readable, destination: { write } }));
  t.match(applied, { outcome: 'failed', problem: { code: 'failed', path, message: 'odd' } });
});

t.test('a lost side and the end of the item are thrown', async (t) => {
  for (const scope of ['endpoint', 'item'] as const) {
    const { write } = failing(wideError(scope));
    const applying = applyOperation(copy(), context({ source: readable, destination: { write } }));
    await t.rejects(applying, { code: 'unreachable', scope });
  }
});

const at = { side: 'destination', path } as const;
const target = file();
const like = file({ mtime: 9, mode: 0o600 });
const from = pathFromText('old');

// prettier-ignore
const steps: readonly (readonly [operation: Operation, method: keyof Endpoint, given: readonly unknown[]])[] = [
  [{ ...at, op: 'update', reason: 'time', target, like, hash: 'h' }, 'setAttributes', [path, target, { mtime: 9, mode: 0o600 }, signal]],
  [{ ...at, op: 'delete', reason: 'extra', target }, 'remove', [path, target, 'run', signal]],
  [{ ...at, op: 'rmdir', reason: 'extra' }, 'removeDirectory', [path, 'run', signal]],
  [{ ...at, op: 'mkdir', reason: 'new' }, 'makeDirectory', [path, undefined, signal]],
  [{ ...at, op: 'mkdir', reason: 'new', mode: 0o050 }, 'makeDirectory', [path, 0o750, signal]],
  [{ ...at, op: 'move', reason: 'renamed', from, target, content: like }, 'move', [from, path, target, signal]],
];

t.test('each operation is one step on its own side', async (t) => {
  for (const [operation, method, given] of steps) {
    const calls: unknown[][] = [];
    const destination = { [method]: async (...call: unknown[]) => void calls.push(call) };
    const applied = await applyOperation(operation, context({ destination }));
    t.equal(applied.outcome, 'applied', operation.op);
    t.strictSame(calls, [given], operation.op);
  }
});

t.test('a file whose further names would get the time too is written anew', async (t) => {
  const calls: unknown[] = [];
  const destination = {
    setAttributes: async () => 'shared' as const,
    write: async (request: unknown) => {
      calls.push(request);
      return { hash: 'h' };
    },
  };
  const operation: Operation = { ...at, op: 'update', reason: 'time', target, like, hash: 'h' };
  const applied = await applyOperation(operation, context({ source: readable, destination }));
  t.match(applied, { outcome: 'applied', hash: 'h', operation: { op: 'update', content: like } });
  t.match(calls, [{ path, expected: target, mtime: 9, mode: 0o600 }]);
});

t.test('a link is written with its target', async (t) => {
  const calls: unknown[] = [];
  const writeLink: Endpoint['writeLink'] = async (request) => void calls.push(request);
  await applyOperation(
    copy({ content: link() }),
    context({ destination: { writeLink } }, { trash: undefined }),
  );
  t.match(calls, [{ path, target: 'abc', expected: undefined, trash: undefined }]);
});

t.test('a skipped path is touched on neither side', async (t) => {
  const problem = { code: 'special', path, message: 'a socket' } as const;
  const applied = await applyOperation({ ...at, op: 'skip', reason: 'special', problem }, context({}));
  t.equal(applied.outcome, 'applied');
});

const refusingWriter = (): never => {
  throw wideError('item');
};

t.test('a side that must not be written is not', async (t) => {
  const operation = { ...at, op: 'delete', side: 'source', reason: 'extra', target } as const;
  await t.rejects(applyOperation(operation, context({}, { writer: refusingWriter })), {
    code: 'unreachable',
    scope: 'item',
  });
});

const moveTo = (mode: number | undefined): Operation => ({
  op: 'move',
  ...at,
  reason: 'renamed',
  from,
  target: file({ mode: 0o644 }),
  content: file({ mode }),
});

t.test('a rename brings a mode along that is another, and asks for nothing else', async (t) => {
  const set: (number | undefined)[] = [];
  const seen = file({ name: nameOf(path), mode: 0o644 });
  const destination: Partial<Endpoint> = {
    move: async () => undefined,
    observe: async () => new Map([[nameOf(path), seen]]),
    setAttributes: async (_path, expected, { mode, mtime }) => {
      t.same([expected, mtime], [seen, undefined]);
      set.push(mode);
      return { ...seen, mode: mode! };
    },
  };
  const applied = await applyOperation(moveTo(0o600), context({ destination }));
  t.match(applied, { outcome: 'applied', seen: { mode: 0o600 } });
  t.same(set, [0o600]);
  const { move } = destination;
  for (const mode of [0o644, undefined])
    t.match(await applyOperation(moveTo(mode), context({ destination: { move: move! } })), {
      outcome: 'applied',
    });
});

t.test('what may go to the trash is told before, where there is one', async (t) => {
  const operations: readonly Operation[] = [
    copy(),
    copy({ op: 'update', reason: 'content', replaces: file() }),
    { ...at, op: 'delete', reason: 'extra', target },
    { ...at, op: 'rmdir', reason: 'extra' },
    { ...at, op: 'mkdir', reason: 'new' },
  ];
  for (const trash of ['run' as const, undefined]) {
    const done: string[] = [];
    const noted = (step: string) => async () => void done.push(step);
    const destination: Partial<Endpoint> = {
      write: async () => (done.push('write'), { hash: 'h' }),
      remove: noted('remove'),
      removeDirectory: noted('remove'),
      makeDirectory: async () => (done.push('make'), 'made'),
    };
    const beforeTrash = noted('told');
    const the = context({ source: readable, destination }, { trash, beforeTrash });
    for (const operation of operations) t.match(await applyOperation(operation, the), { outcome: 'applied' });
    const all = ['write', 'told', 'write', 'told', 'remove', 'told', 'remove', 'make'];
    t.strictSame(done, trash === undefined ? all.filter((step) => step !== 'told') : all);
  }
});

t.test('a file gets the time that reading it told, where it was told only then', async (t) => {
  let mtime: number | undefined;
  const write: Endpoint['write'] = async (asked) => ((mtime = asked.mtime), { hash: 'h' });
  const read = async () => ({ ...content(['abc']), mtime: 7 });
  await applyOperation(copy(), context({ source: { read }, destination: { write } }));
  t.equal(mtime, 7);
});
