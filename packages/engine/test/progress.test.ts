import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '@syncline/model';
import { lastValueFrom, toArray } from 'rxjs';
import t from 'tap';
import type { Progress } from '../src/events.js';
import { synchronize } from '../src/synchronize.js';
import { directory, item } from './support.js';

const KIB = 1024;

t.test(
  'what is found so far is told before it is written, and what is expected by the journal',
  async (t) => {
    const root = mkdtempSync(join(tmpdir(), 'syncline-test-'));
    t.teardown(() => rmSync(root, { recursive: true, force: true }));
    const source = join(root, 'source');
    mkdirSync(join(source, 'folder'), { recursive: true });
    for (let n = 0; n < 10; n += 1) writeFileSync(join(source, `file ${n}`), String(n).repeat(40 * KIB));
    writeFileSync(join(source, 'folder', 'in it'), 'x');

    const run = async (bandwidth?: number): Promise<readonly Progress[]> => {
      const limits = { ...DEFAULT_LIMITS, bandwidth };
      const pair = item(directory(source), directory(join(root, 'destination')), { limits });
      const events = synchronize(pair, { stateDirectory: join(root, 'state') });
      const all = await lastValueFrom(events.pipe(toArray()));
      t.match(all.at(-1), { type: 'summary', summary: { exit: 0 } });
      return all.flatMap((event) => (event.type === 'progress' ? [event.progress] : []));
    };

    const first = await run(400 * KIB);
    const early = first.find(({ files, filesFound }) => files < filesFound);
    t.match(early, { filesFound: 10, bytesFound: 400 * KIB, allFound: false, expectedEntries: undefined });
    const written = { files: 11, bytes: 400 * KIB + 1, filesFound: 11, bytesFound: 400 * KIB + 1 };
    t.match(first.at(-1), { ...written, allFound: true, phase: 'finishing' });

    renameSync(join(source, 'folder'), join(source, 'renamed'));
    renameSync(join(source, 'file 1'), join(source, 'file one'));
    writeFileSync(join(source, 'file 2'), 'changed');
    writeFileSync(join(source, 'new'), 'new');
    const second = await run();
    t.match(second.at(-1), { files: 2, filesFound: 2, bytesFound: 10, allFound: true, expectedEntries: 24 });
  },
);

t.test('what is said to be in hand is what takes long, not what is done long since', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const source = join(root, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'a large one'), Buffer.alloc(12 * 1024 * KIB));
  for (let n = 0; n < 3; n += 1) writeFileSync(join(source, `small ${n}`), 'x');
  const limits = { ...DEFAULT_LIMITS, bandwidth: 8 * 1024 * KIB };
  const pair = item(directory(source), directory(join(root, 'destination')), { limits });
  const all = await lastValueFrom(synchronize(pair, { stateDirectory: join(root, 'state') }).pipe(toArray()));
  const late = all.flatMap((event) =>
    event.type === 'progress' && event.progress.files === 3 ? [event.progress.current] : [],
  );
  t.ok(late.length > 0, 'the small ones are done first');
  t.same(new Set(late), new Set(['a large one']));
});
