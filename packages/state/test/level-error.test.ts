import { SynclineError } from '@syncline/model';
import t from 'tap';
import { JournalDamaged } from '../src/errors.js';
import { isLocked, levelError } from '../src/level-error.js';

/** An error as LevelDB throws it, and as abstract-level wraps it. */
const plain = (code: string | undefined, message: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });
const wrapped = (code: string | undefined, message: string): Error =>
  Object.assign(new Error('Database failed to open', { cause: plain(code, message) }), {
    code: 'LEVEL_DATABASE_NOT_OPEN',
  });

for (const [how, error] of [
  ['plain', plain],
  ['wrapped', wrapped],
] as const) {
  t.test(`what comes from the content of its files is damage, ${how}`, async (t) => {
    for (const [code, message] of [
      ['LEVEL_CORRUPTION', 'Corruption: checksum mismatch'],
      ['LEVEL_IO_ERROR', 'IO error: /state/000005.ldb: No such file or directory'],
      [undefined, 'Invalid argument: not an sstable'],
    ] as const) {
      const meant = levelError(error(code, message), '/state');
      t.ok(meant instanceof JournalDamaged, message);
      t.match(meant, { because: message });
    }
  });

  t.test(`what the machine does is no damage, ${how}`, async (t) => {
    for (const [code, message] of [
      ['LEVEL_IO_ERROR', 'IO error: /state/000005.log: No space left on device'],
      ['LEVEL_IO_ERROR', 'IO error: /state/000005.log: Disk quota exceeded'],
      ['LEVEL_IO_ERROR', 'IO error: /state/LOCK: Read-only file system'],
      ['LEVEL_CORRUPTION', 'IO error: /state/CURRENT: Permission denied'],
      ['LEVEL_IO_ERROR', 'IO error: /state/CURRENT: Operation not permitted'],
      ['LEVEL_IO_ERROR', 'IO error: /state/000005.ldb: Too many open files'],
      ['LEVEL_IO_ERROR', 'IO error: /state/000005.ldb: Cannot allocate memory'],
      ['LEVEL_IO_ERROR', 'IO error: /state/000005.ldb: Input/output error'],
      ['LEVEL_IO_ERROR', 'IO error: /state/000005.log: File too large'],
      ['LEVEL_IO_ERROR', 'IO error: /state/000005.ldb: Stale file handle'],
      ['ENOENT', 'ENOENT: no such file or directory'],
      ['LEVEL_NOT_SUPPORTED', 'not supported'],
    ] as const) {
      const meant = levelError(error(code, message), '/state');
      t.notOk(meant instanceof JournalDamaged, message);
      t.match(meant, { scope: 'item', message: '/state' });
    }
  });

  t.test(`who has it open is told by LevelDB's words, ${how}`, async (t) => {
    for (const [code, message, locked] of [
      ['LEVEL_LOCKED', 'IO error: lock /state/LOCK: Resource temporarily unavailable', true],
      ['LEVEL_LOCKED', 'IO error: lock /state/LOCK: already held by process', true],
      ['LEVEL_LOCKED', 'IO error: lock /state/LOCK: Permission denied', true],
      ['LEVEL_LOCKED', 'IO error: lock /state/LOCK: No space left on device', false],
      ['LEVEL_IO_ERROR', 'IO error: /state/LOCK: Permission denied', false],
    ] as const)
      t.equal(isLocked(error(code, message)), locked, message);
  });
}

t.test('what is said already is passed on', async (t) => {
  const said = new SynclineError('refused', 'as it was', { scope: 'item' });
  t.equal(levelError(said, '/state'), said);
});
