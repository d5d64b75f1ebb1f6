import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { only } from '../../../../test/support/only.ts';
import { logTrouble } from '../../src/logs/log-trouble.ts';

t.test('whether a log file can be written is told without writing it', async (t) => {
  const root = t.testdir({ 'there.txt': '', folder: {} });
  t.equal(await logTrouble(join(root, 'there.txt')), undefined);
  t.equal(await logTrouble(join(root, 'new.txt')), undefined);
  const far = join(root, 'no', 'such', 'log.txt');
  t.equal(await logTrouble(far), `the log file ${far} cannot be written: its folder does not exist: make it`);
  mkdirSync(join(root, 'no', 'such'), { recursive: true });
  t.equal(await logTrouble(far), undefined);
  t.match(await logTrouble(join(root, 'folder')), /a log has to be a regular file/);
  writeFileSync(join(root, 'file'), '');
  t.match(await logTrouble(join(root, 'file', 'log.txt')), /ENOTDIR/);
  t.match(readdirSync(root).sort(), only(['file', 'folder', 'no', 'there.txt']));
});
