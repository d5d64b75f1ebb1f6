import t from 'tap';
import type { Operation } from '@syncline/model';
import { pathFromText } from '@syncline/model';
import type { Applied } from '../src/apply.js';
import type { WritingSite } from '../src/rows.js';
import { contentRow, rowAfter } from '../src/rows.js';
import { copy, file, link, path, row } from './support.js';

const nowUs = Date.UTC(2024, 5, 1, 12) * 1_000;
const old = nowUs - 3_600_000_000;
const written = (operation: Operation, hash?: string): Applied => ({ operation, outcome: 'applied', hash });
/** A disk: its clock is ours. */
const disk: WritingSite = { local: true, nowUs };
const at = { side: 'destination', path } as const;

t.test('a copy leaves both tokens, the size and the hash in the journal', async (t) => {
  const original = file({ token: 's', mtime: old, identity: 'i' });
  const after = rowAfter(written(copy({ content: original }), 'h'), file({ token: 'd', mtime: old }), disk);
  t.strictSame(after, {
    kind: 'file',
    size: 3,
    hash: 'h',
    source: { token: 's', racy: false, identity: 'i' },
    destination: { token: 'd', racy: false, identity: undefined },
  });
});

t.test('what was written to the source stands on the source', async (t) => {
  const operation = copy({ side: 'source', content: file({ token: 'origin' }) });
  const after = rowAfter(written(operation), file({ token: 'written' }), disk);
  t.match(after, { source: { token: 'written' }, destination: { token: 'origin' } });
});

t.test('a name that shows something else than was written gets no row', async (t) => {
  const copied = written(copy(), 'h');
  t.equal(rowAfter(copied, undefined, disk), undefined, 'gone');
  t.equal(rowAfter(copied, file({ size: 4 }), disk), undefined, 'another size');
  t.equal(rowAfter(copied, link(), disk), undefined, 'another kind');
  t.equal(rowAfter(copied, { kind: 'directory', name: pathFromText('x') }, disk), undefined, 'a folder');
  const linked = written(copy({ content: link() }));
  t.match(rowAfter(linked, link(), disk), { kind: 'link', hash: 'abc' });
  t.equal(rowAfter(linked, link({ target: 'abd' }), disk), undefined, 'another target of the same length');
});

t.test('a folder and a removed path leave no row of content', async (t) => {
  t.equal(rowAfter(written({ ...at, op: 'mkdir', reason: 'new' }), undefined, disk), undefined);
  t.equal(
    rowAfter(written({ ...at, op: 'delete', reason: 'extra', target: file() }), file(), disk),
    undefined,
  );
  t.equal(rowAfter(written({ ...at, op: 'rmdir', reason: 'extra' }), undefined, disk), undefined);
});

t.test('own work with the time of an old original is not in doubt', async (t) => {
  for (const mtime of [old, nowUs - 2_000_000, nowUs + 2_000_000]) {
    const copied = written(copy({ content: file({ mtime }) }));
    t.match(
      rowAfter(copied, file({ mtime, racy: true }), disk),
      { destination: { racy: false } },
      String(mtime),
    );
  }
});

t.test('own work stays in doubt where its time is recent or not told', async (t) => {
  for (const mtime of [nowUs, nowUs - 1_999_999, nowUs + 1_999_999, undefined]) {
    const copied = written(copy({ content: file({ mtime }) }));
    t.match(
      rowAfter(copied, file({ mtime, racy: true }), disk),
      { destination: { racy: true } },
      String(mtime),
    );
  }
});

t.test('own work on a server is judged by the server alone, whatever our clock says', async (t) => {
  const copied = written(copy({ content: file({ mtime: old }) }));
  const there: WritingSite = { local: false, nowUs };
  t.match(rowAfter(copied, file({ mtime: old, racy: true }), there), { destination: { racy: true } });
  t.match(rowAfter(copied, file({ mtime: nowUs }), there), { destination: { racy: false } });
});

t.test("what does not show the time that we set is somebody else's work, and stays in doubt", async (t) => {
  const copied = written(copy({ content: file({ mtime: old }) }));
  for (const mtime of [old - 2_000_000, old + 2_000_000, undefined]) {
    t.match(
      rowAfter(copied, file({ mtime, racy: true }), disk),
      { destination: { racy: true } },
      String(mtime),
    );
  }
  t.match(rowAfter(copied, file({ mtime: old + 1_999_999, racy: true }), disk), {
    destination: { racy: false },
  });
});

t.test('a link stays in doubt, for its time is not set', async (t) => {
  const copied = written(copy({ content: link() }));
  t.match(rowAfter(copied, link({ racy: true }), disk), { kind: 'link', destination: { racy: true } });
});

t.test('the doubts about an original stay with it', async (t) => {
  const copied = written(copy({ content: file({ mtime: old, racy: true }) }));
  t.match(rowAfter(copied, file({ mtime: old }), disk), {
    source: { racy: true },
    destination: { racy: false },
  });
});

t.test('a file that only got another time keeps its hash', async (t) => {
  const operation: Operation = {
    ...at,
    op: 'update',
    reason: 'time',
    target: file(),
    like: file({ token: 's' }),
    hash: 'h',
  };
  const after = rowAfter(written(operation, 'h'), file({ token: 'd' }), disk);
  t.match(after, { hash: 'h', source: { token: 's' }, destination: { token: 'd' } });
});

t.test('a moved file carries its doubts to the new name', async (t) => {
  const moved: Operation = {
    ...at,
    op: 'move',
    reason: 'renamed',
    from: pathFromText('o'),
    target: file({ mtime: old }),
    content: file({ mtime: old }),
  };
  const doubt = { token: 't', racy: true };
  const after = (before: Parameters<typeof rowAfter>[3]) =>
    rowAfter(written(moved), file({ mtime: old, racy: true }), disk, before);
  t.match(after(row({ source: doubt })), { source: { racy: true }, destination: { racy: false } });
  t.match(after(row({ destination: doubt })), { source: { racy: false }, destination: { racy: true } });
  t.match(after(row()), { source: { racy: false }, destination: { racy: false } });
});

t.test('a moved file is known by the time that it had, whatever time its original has', async (t) => {
  const exactly: WritingSite = { ...disk, setsTimes: true, timePrecisionUs: 1 };
  const content = file({ token: 'origin', mtime: old + 5_000_000 });
  const moved: Operation = {
    ...at,
    op: 'move',
    reason: 'renamed',
    from: pathFromText('o'),
    target: file({ mtime: old }),
    content,
  };
  const after = (mtime: number, site = exactly) =>
    rowAfter(written(moved), file({ token: 'd', mtime }), site);
  t.match(after(old), { source: { token: 'origin' }, destination: { token: 'd', racy: false } });
  t.match(after(old, { ...exactly, setsTimes: false }), { destination: { token: 'd', racy: true } });
  t.equal(after(old + 5_000_000), undefined, 'somebody edited it since');
  t.equal(
    after(old + 5_000_000, { ...exactly, setsTimes: false }),
    undefined,
    'where no times are kept, too',
  );
});

t.test('what a disk does not know through the rename is not the moved file', async (t) => {
  const moved: Operation = {
    ...at,
    op: 'move',
    reason: 'renamed',
    from: pathFromText('o'),
    target: file({ identity: 'its own' }),
    content: file(),
  };
  const after = (identity: string) => rowAfter(written(moved), file({ identity }), disk);
  t.match(after('its own'), { destination: { identity: 'its own' } });
  t.equal(after('of another'), undefined);
});

t.test('a time before 1970 is recorded as it was clamped', async (t) => {
  const exactly: WritingSite = { ...disk, setsTimes: true, timePrecisionUs: 1 };
  const copied = written(copy({ content: file({ mtime: -5_000_000 }) }));
  t.match(rowAfter(copied, file({ token: 'd', mtime: 0 }), exactly), { destination: { token: 'd' } });
});

t.test(
  'another time than was given is recorded in doubt, and by nothing that a rename is known by',
  async (t) => {
    const exactly: WritingSite = { ...disk, setsTimes: true, timePrecisionUs: 1 };
    const copied = written(copy({ content: file({ token: 's', mtime: old + 5 }) }), 'h');
    const seen = file({ token: 'd', mtime: old, identity: 'of somebody' });
    t.strictSame(rowAfter(copied, seen, exactly), {
      kind: 'file',
      size: 3,
      hash: 'h',
      source: { token: 's', racy: false, identity: undefined },
      destination: { token: 'd', racy: true, identity: undefined },
    });
  },
);

t.test('content that both sides have is recorded with the tokens of its sides', async (t) => {
  const [here, there] = [link({ token: 'here' }), link({ token: 'there' })];
  t.match(contentRow('source', here, there, undefined), {
    kind: 'link',
    hash: 'abc',
    source: { token: 'here' },
    destination: { token: 'there' },
  });
  t.match(contentRow('destination', here, there, undefined), {
    source: { token: 'there' },
    destination: { token: 'here' },
  });
});
