import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '@syncline/engine';
import type { Item, Outcome, Path, Summary } from '@syncline/model';
import {
  DEFAULT_DELETE_LIMIT,
  DEFAULT_LIMITS,
  DEFAULT_TRASH,
  NO_COUNTS,
  SynclineError,
} from '@syncline/model';
import { RunHistory } from '@syncline/state';
import type { Observable } from 'rxjs';
import { of, Subject, throwError } from 'rxjs';
import type { Test } from 'tap';
import t from 'tap';
import type { DaemonEvent } from '../../src/runs/daemon-event.ts';
import { createRunDesk } from '../../src/runs/run-desk.ts';

const SUMMARY: Summary = { ...NO_COUNTS, exit: 0, seconds: 1, copied: 1 };
const COPIED: Outcome = { op: 'copy', side: 'destination', path: 'a' as Path, outcome: 'applied', bytes: 3 };

const SIDE = { endpoint: { type: 'directory', path: '/from' }, ignore: [] } as const;
const ITEM: Item = {
  name: 'mail',
  mode: 'clone',
  recursive: true,
  source: SIDE,
  destination: SIDE,
  trash: DEFAULT_TRASH,
  deleteLimit: DEFAULT_DELETE_LIMIT,
  compare: 'size+mtime',
  conflict: 'newer',
  limits: DEFAULT_LIMITS,
};
const MAIL = { name: 'mail', item: async () => ITEM } as const;

async function desk(t: Test, synchronize: (signal: AbortSignal) => Observable<RunEvent>) {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  const history = await RunHistory.open(join(directory, 'history'));
  t.teardown(async () => {
    await history.close();
    rmSync(directory, { recursive: true, force: true });
  });
  let now = 1_000;
  const made = createRunDesk({
    history,
    stateDirectory: directory,
    synchronize: (_item, { signal }) => synchronize(signal!),
    nowMs: () => (now += 500),
  });
  const events: DaemonEvent[] = [];
  made.events.subscribe((event) => void events.push(event));
  return { history, made, events };
}

t.test('a run is written down and told, from its beginning to its end', async (t) => {
  const { history, made, events } = await desk(t, () =>
    of<RunEvent[]>(
      { type: 'notice', notice: { level: 'warning', message: 'beware' } },
      { type: 'operation', outcome: COPIED },
      { type: 'summary', summary: SUMMARY },
    ),
  );
  const run = await made.begin({ ...MAIL, trigger: 'manual' });
  t.match(await run.ended, { number: 1, item: 'mail', summary: SUMMARY, kept: 1 });
  t.same(events.map(({ type }) => type).sort(), ['line', 'notice', 'run-begun', 'run-ended']);
  t.equal(made.active.size, 0);
  t.match(await history.runs('mail', 1), [{ trigger: 'manual', summary: SUMMARY }]);
  t.match(await history.lines('mail', 1, { limit: 9 }), [{ outcome: COPIED }]);
});

t.test('a run that goes on can be seen and stopped', async (t) => {
  const source = new Subject<RunEvent>();
  const { made } = await desk(t, (signal) => {
    signal.addEventListener('abort', () => {
      source.next({ type: 'summary', summary: { ...SUMMARY, exit: 130 } });
      source.complete();
    });
    return source;
  });
  const request = { ...MAIL, trigger: 'schedule' } as const;
  const both = await Promise.allSettled([made.begin(request), made.begin(request)]);
  t.same(
    both.map(({ status }) => status),
    ['fulfilled', 'rejected'],
    'never twice at once',
  );
  const run = made.active.get('mail')!;
  await new Promise((resolve) => setImmediate(resolve));
  const progress = {
    phase: 'copying',
    scanned: 1,
    files: 1,
    bytes: 3,
    directoriesDone: 1,
    directoriesPending: 0,
    seconds: 1,
    filesFound: 1,
    bytesFound: 5,
    allFound: false,
  } as const;
  source.next({ type: 'progress', progress });
  t.same(made.active.get('mail')?.progress, progress);
  await t.rejects(made.begin({ ...MAIL, trigger: 'manual' }), /runs already/);
  run.stop();
  t.match(await run.ended, { summary: { exit: 130 } });
});

t.test('a run that can’t be made at all has an end with its reason', async (t) => {
  for (const [error, exit] of [
    [new SynclineError('usage', 'roots are nested', { scope: 'item' }), 2],
    [new Error('a fault'), 1],
  ] as const) {
    const { made } = await desk(t, () => throwError(() => error));
    const run = await made.begin({ ...MAIL, trigger: 'manual' });
    t.match(await run.ended, { summary: { exit, reason: error.message } });
  }
  const { made: unresolved } = await desk(t, () => of());
  const item = () => Promise.reject(new SynclineError('usage', 'no such secret', { scope: 'item' }));
  const none = await unresolved.begin({ name: 'mail', item, trigger: 'manual' });
  t.match(await none.ended, { summary: { exit: 2, reason: 'no such secret' } });
  const { made } = await desk(t, () => of());
  const run = await made.begin({ ...MAIL, trigger: 'manual' });
  t.match(await run.ended, { summary: { exit: 1, reason: /without a result/ } });
});

t.test('a history that can’t be written ends the run all the same', async (t) => {
  const { history, made } = await desk(t, () => of<RunEvent[]>({ type: 'summary', summary: SUMMARY }));
  const source = new Subject<RunEvent>();
  const open = createRunDesk({
    history,
    stateDirectory: '/nowhere',
    synchronize: () => source,
    nowMs: () => 0,
  });
  const run = await open.begin({ ...MAIL, trigger: 'manual' });
  await new Promise((resolve) => setImmediate(resolve));
  await history.close();
  source.next({ type: 'summary', summary: SUMMARY });
  source.complete();
  t.match(await run.ended, { summary: { exit: 0, reason: /history could not be written/ } });
  t.equal(made.active.size, 0);
});
