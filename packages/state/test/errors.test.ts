import t from 'tap';
import { stateUnusable } from '../src/errors.js';

t.test('a state directory that cannot be used is told with what to do about it', async (t) => {
  const full = stateUnusable('/state', new Error('No space left on device'));
  t.match(full, { code: 'state', message: /\/state cannot be used: No space left on device\. .*free space/ });
  t.match(
    stateUnusable('/state', new Error('IO error: /state/LOCK: Too many open files')).message,
    /ulimit -n/,
  );
});
