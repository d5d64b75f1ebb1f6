import type { LiveEvent, LiveState } from '@syncline/engine';
import type { ExitCode, Item, Outcome, Path, Summary } from '@syncline/model';
import { NO_COUNTS } from '@syncline/model';
import type { RunRecord } from '@syncline/state';
import { Subject, throwError } from 'rxjs';
import t from 'tap';
import type { DaemonEvent } from '../../src/runs/daemon-event.ts';
import { createLiveDesk } from '../../src/runs/live-desk.ts';
import { fakeClock, settle } from './fake-clock.ts';

const SETTINGS = { settleMs: 100, auditEveryMs: 1, pollEveryMs: 1 };
const REQUEST = { name: 'mail', item: async () => ({ name: 'mail' }) as Item, settings: SETTINGS };

function copied(path: string): LiveEvent {
  const outcome: Outcome = {
    op: 'copy',
    side: 'destination',
    path: path as Path,
    outcome: 'applied',
    bytes: 2,
  };
  return { type: 'operation', outcome };
}

function pass(exit: ExitCode, more: Partial<Summary> = {}): LiveEvent {
  return { type: 'summary', pass: 'changes', summary: { ...NO_COUNTS, exit, seconds: 1, ...more } };
}

function office(failing = false) {
  const { clock, pass: wait } = fakeClock(0);
  const written: RunRecord[] = [];
  const sources: Subject<LiveEvent>[] = [];
  let number = 0;
  const desk = createLiveDesk({
    clock,
    stateDirectory: '/state',
    random: () => 0.5,
    onFailure: (_item, error) => t.fail(String(error)),
    history: {
      async begin(item, trigger, startedMs) {
        let record: RunRecord = { number: ++number, item, trigger, startedMs, kept: 0, dropped: 0 };
        return {
          get record() {
            return record;
          },
          line: () => void (record = { ...record, kept: record.kept + 1 }),
          end: async (endedMs, summary) => {
            record = { ...record, endedMs, summary };
            written.push(record);
            return record;
          },
        };
      },
    },
    live: (_item, { signal }) => {
      if (failing) return throwError(() => new Error('no such place'));
      const source = new Subject<LiveEvent>();
      sources.push(source);
      signal?.addEventListener('abort', () => source.complete());
      return source;
    },
  });
  const events: DaemonEvent[] = [];
  desk.events.subscribe((event) => void events.push(event));
  return { desk, sources, written, events, wait };
}

t.test('passes without a longer pause between them are one run, with the counts of all', async (t) => {
  const { desk, sources, written, events, wait } = office();
  await desk.follow(REQUEST);
  await settle();
  for (const path of ['a', 'b', 'c']) {
    sources[0]!.next(copied(path));
    sources[0]!.next(pass(0, { copied: 1, bytes: 2 }));
    await settle();
    await wait(10_000);
  }
  t.match(desk.followed.get('mail')?.run, { number: 1, kept: 3 });
  t.same(
    events.map(({ type }) => type),
    ['run-begun', 'line', 'line', 'line'],
  );
  await wait(30_000);
  t.match(written, [
    { number: 1, trigger: 'start', kept: 3, summary: { exit: 0, copied: 3, bytes: 6, seconds: 20 } },
  ]);
  sources[0]!.next(pass(0));
  await settle();
  await wait(60_000);
  t.match(written[1], { number: 2, trigger: 'live', kept: 0 });
});

t.test('what was done is told before that all was looked at', async (t) => {
  const { desk, events, sources } = office();
  await desk.follow(REQUEST);
  await settle();
  sources[0]!.next(copied('a'));
  const state = { phase: 'following', pending: 0, auditedMs: 5, missed: 0 } as LiveState;
  sources[0]!.next({ type: 'live', state });
  t.equal(desk.followed.get('mail')?.state, state, 'known at once');
  await settle();
  t.same(
    events.map(({ type }) => type),
    ['run-begun', 'line', 'live'],
  );
});

t.test('trouble ends the run, so that it is seen at once', async (t) => {
  const { desk, sources, written } = office();
  await desk.follow(REQUEST);
  await settle();
  sources[0]!.next(pass(4, { reason: 'no connection' }));
  await settle();
  t.match(written, [{ summary: { exit: 4, reason: 'no connection' } }]);
});

t.test('an item that waits for a side is begun anew once its password is another one', async (t) => {
  const { desk, sources, wait } = office();
  let password = 'old';
  const item = async () => ({ name: 'mail', password }) as unknown as Item;
  await desk.follow({ ...REQUEST, item });
  await settle();
  const tell = (phase: LiveState['phase']) =>
    sources.at(-1)!.next({ type: 'live', state: { phase, pending: 0, missed: 0 } as LiveState });
  tell('following');
  password = 'new';
  await wait(60_000);
  t.equal(sources.length, 1, 'what works is left alone');
  tell('waiting');
  await wait(60_000);
  t.equal(sources.length, 2);
  tell('waiting');
  await wait(600_000);
  t.equal(sources.length, 2, 'the same one does not help again');
  password = 'newer';
  tell('following');
  await wait(60_000);
  t.equal(sources.length, 2, 'the side is there again');
  await desk.unfollow('mail');
  t.ok(sources.every((source) => source.isStopped));
});

t.test('an item that never rests has a run for each quarter of an hour', async (t) => {
  const { desk, sources, written, wait } = office();
  await desk.follow(REQUEST);
  await settle();
  for (let minute = 0; minute < 40; minute += 1) {
    for (let half = 0; half < 3; half += 1) {
      sources[0]!.next(pass(0));
      await settle();
      await wait(20_000);
    }
  }
  t.equal(written.length, 2);
});

t.test('how it stands is told, and what is being written ends with it', async (t) => {
  const { desk, sources, written, events } = office();
  await desk.follow(REQUEST);
  await settle();
  const state = {
    phase: 'following',
    sides: { source: 'watched', destination: 'none' },
    pending: 2,
    behindSinceMs: 5,
    auditedMs: 1,
    missed: 0,
  } as const;
  sources[0]!.next({ type: 'live', state });
  t.same(desk.followed.get('mail')?.state, state);
  await settle();
  t.match(events, [{ type: 'live', item: 'mail' }]);
  const progress = {
    phase: 'copying',
    scanned: 1,
    files: 0,
    bytes: 0,
    directoriesDone: 0,
    directoriesPending: 1,
    seconds: 1,
    filesFound: 3,
    bytesFound: 9,
    allFound: false,
  } as const;
  sources[0]!.next({ type: 'progress', progress });
  t.same(desk.followed.get('mail')?.progress, progress);
  sources[0]!.next({ type: 'progress', progress: { ...progress, phase: 'finishing' } });
  t.equal(desk.followed.get('mail')?.progress, undefined, 'the pass is over');
  sources[0]!.next(copied('a'));
  await desk.unfollow('mail');
  t.match(written, [{ kept: 1, summary: { exit: 130 } }]);
  t.equal(desk.followed.size, 0);
});

t.test('one that can’t be begun says why, and is tried again', async (t) => {
  const { desk, sources, written, wait } = office();
  await desk.follow(REQUEST);
  await settle();
  sources[0]!.next(pass(3, { reason: 'the root is missing' }));
  sources[0]!.complete();
  await settle();
  await wait(60_000);
  t.equal(sources.length, 2);
  t.match(written, [{ summary: { exit: 3, reason: 'the root is missing' } }]);
  const hopeless = office(true);
  await hopeless.desk.follow(REQUEST);
  await settle();
  t.match(hopeless.written, [{ summary: { exit: 1, reason: 'no such place' } }]);
  await hopeless.desk.unfollow('mail');
  await hopeless.wait(3_600_000);
  t.equal(hopeless.written.length, 1);
});
