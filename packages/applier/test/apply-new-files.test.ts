import t from 'tap';
import type { NewFileOperation } from '../src/apply-new-files.js';
import { applyNewFiles } from '../src/apply-new-files.js';
import { context, copy, file, path } from './support.js';
import { parentOf } from '@syncline/model';

const operation = copy() as NewFileOperation;
const seen = file();
const destination = { copyNew: async () => [{ hash: 'h', seen }] };

t.test('what was made is told, also where the run is stopped while it waits for its bandwidth', async (t) => {
  const stop = new AbortController();
  const onBytes = async (): Promise<void> => {
    stop.abort();
    stop.signal.throwIfAborted();
  };
  const how = context({ destination }, { onBytes, signal: stop.signal });
  const applied = await applyNewFiles(parentOf(path), [operation], how);
  t.strictSame(applied, [{ operation, outcome: 'applied', hash: 'h', seen }]);
});

t.test('what else goes wrong with the counting is thrown', async (t) => {
  const onBytes = (): Promise<void> => Promise.reject(new Error('a fault'));
  await t.rejects(
    applyNewFiles(parentOf(path), [operation], context({ destination }, { onBytes })),
    /a fault/,
  );
});

t.test('a side that cannot leaves all of them', async (t) => {
  t.strictSame(await applyNewFiles(parentOf(path), [operation], context({})), [undefined]);
});
