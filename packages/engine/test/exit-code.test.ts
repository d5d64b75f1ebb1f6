import t from 'tap';
import type { ErrorCode, ExitCode } from '@syncline/model';
import { exitCodeOf } from '../src/exit-code.js';

const fine = { interrupted: false, error: undefined, stopped: false, troubled: false };

// prettier-ignore
const codes: readonly (readonly [ErrorCode, ExitCode])[] = [
  ['interrupted', 130],
  ['locked', 5],
  ['unreachable', 4], ['login', 4], ['untrusted', 4], ['protocol', 4],
  ['refused', 3], ['state', 3],
  ['failed', 1], ['full', 1], ['permission', 1],
];

t.test('a run that came through is 0', async (t) => {
  t.equal(exitCodeOf(fine), 0);
});

t.test('an error that ends a run gives its code', async (t) => {
  for (const [error, exit] of codes) t.equal(exitCodeOf({ ...fine, error }), exit, error);
});

t.test('a hold or a refusal is 3, a path that could not be done is 1', async (t) => {
  t.equal(exitCodeOf({ ...fine, stopped: true }), 3);
  t.equal(exitCodeOf({ ...fine, troubled: true }), 1);
});

t.test('of several the first of 130, 5, 4, 3, 1 applies', async (t) => {
  const all = { interrupted: true, stopped: true, troubled: true };
  t.equal(exitCodeOf({ ...all, error: 'locked' }), 130);
  t.equal(exitCodeOf({ ...all, interrupted: false, error: 'interrupted' }), 130);
  t.equal(exitCodeOf({ ...all, interrupted: false, error: 'locked' }), 5);
  t.equal(exitCodeOf({ ...all, interrupted: false, error: 'unreachable' }), 4);
  t.equal(exitCodeOf({ ...all, interrupted: false, error: 'failed' }), 3);
  t.equal(exitCodeOf({ ...all, interrupted: false }), 3);
});
