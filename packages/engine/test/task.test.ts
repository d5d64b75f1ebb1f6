import t from 'tap';
import { lastValueFrom, toArray } from 'rxjs';
import { fromTask } from '../src/task.js';

t.test('what a task emits is observed, then its end', async (t) => {
  const task = fromTask<number>(async (emit) => {
    emit(1);
    await Promise.resolve();
    emit(2);
  });
  t.strictSame(await lastValueFrom(task.pipe(toArray())), [1, 2]);
});

t.test('a task that fails is an error', async (t) => {
  const task = fromTask(() => Promise.reject(new Error('lost')));
  await t.rejects(lastValueFrom(task), /lost/);
});

t.test('a task starts with each subscription', async (t) => {
  let started = 0;
  const task = fromTask(async () => void (started += 1));
  t.equal(started, 0);
  task.subscribe();
  task.subscribe();
  t.equal(started, 2);
});

t.test('unsubscribing aborts the signal of the task', async (t) => {
  let signal: AbortSignal | undefined;
  const running = fromTask((_emit, abort) => {
    signal = abort.signal;
    return new Promise(() => undefined);
  }).subscribe();
  t.notOk(signal?.aborted);
  running.unsubscribe();
  t.ok(signal?.aborted);
});
