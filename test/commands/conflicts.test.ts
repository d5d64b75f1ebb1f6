import { rmSync } from 'node:fs';
import t from 'tap';
import { plant } from '../support/plant.ts';
import { two } from './two.ts';
import { only } from '../support/only.ts';

t.test(
  'conflict copies are listed with the name, the loser and the time, as lines and as JSON',
  async (t) => {
    const pair = two(t, {
      source: { 'a.txt': 'from the source', 'd/b': 'ours', '.rc': 's', none: 'n' },
      destination: { 'a.txt': 'from the destination', 'd/b': 'theirs', '.rc': 'dd', none: 'n' },
    });
    t.equal((await pair.on('conflicts')).stdout, 'No conflict copies.\n');
    t.equal((await pair.on('sync', '--conflict', 'source')).exit, 0);
    const listed = await pair.reading(() => pair.json('conflicts'));
    t.equal(listed.exit, 0);
    t.match(listed.lines, [
      {
        type: 'conflict',
        path: '.rc',
        copy: /^\.rc\.conflict-destination-\d{8}-\d{6}$/,
        side: 'destination',
        plain: true,
        size: 2,
      },
      { type: 'conflict', path: 'a.txt', copy: /^a\.conflict-destination-\d{8}-\d{6}\.txt$/ },
      {
        type: 'conflict',
        path: 'd/b',
        copy: /^d\/b\.conflict-destination-/,
        when: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      },
    ]);
    t.equal(listed.lines.length, 3);
    t.match(
      (await pair.on('conflicts')).stdout,
      /a\.txt: the version of the destination is kept as a\.conflict-.*3 conflict copies/s,
    );

    plant(pair.source, { 'a.txt': undefined, [String(listed.lines[2]?.copy)]: undefined });
    await pair.on('sync');
    t.match((await pair.json('conflicts')).lines, [{ path: '.rc' }, { path: 'a.txt', plain: false }]);
  },
);

t.test('a conflict is one line without bytes: its copies are neither printed nor counted', async (t) => {
  const pair = two(t, { source: { a: 'from the source', new: '123' }, destination: { a: 'destination' } });
  for (const further of [['--dry-run'], []]) {
    const { lines } = await pair.json('sync', '--conflict', 'source', ...further);
    const [conflict, copy, ...others] = [...lines].sort((left, right) =>
      String(left.op) < String(right.op) ? -1 : 1,
    );
    t.match(conflict, { op: 'conflict', side: 'destination', path: 'a', bytes: 0 });
    t.match(copy, { op: 'copy', side: 'destination', path: 'new', bytes: 3 });
    t.match(others, [{ type: 'summary', copied: 1, conflicts: 1, bytes: 3 }]);
  }
});

t.test('a list from a state directory that knows nothing is empty, and says so', async (t) => {
  const pair = two(t, { source: { a: 'x' } });
  t.match(await pair.on('conflicts'), {
    exit: 0,
    stdout: 'No conflict copies.\n',
    stderr: /not been synchronized in two-way mode/,
  });
  t.match(await pair.json('conflicts'), { exit: 0, lines: only([]) });
  t.match(await pair.bare('conflicts', pair.source), { exit: 2, stderr: /stands alone/ });
  rmSync(pair.source, { recursive: true });
  t.match(await pair.on('conflicts'), { exit: 0 }, 'the journal is asked, not the sides');
});
