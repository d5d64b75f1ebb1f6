import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import t from 'tap';

import type { Name } from '@syncline/model';

import { statName } from '../../src/directory/observation.js';
import { takeFreeName } from '../../src/directory/place.js';
import { emptyStatus } from '../../src/directory/file-status.js';
import {
  HAS_SYSTEM_CALLS,
  loadSystemCalls,
  systemCalls,
  weighLooks,
} from '../../src/directory/system-calls.js';
import { openPlace } from './open-place.js';

const skip = HAS_SYSTEM_CALLS ? false : 'needs Linux on x64 or arm64';
const name = (text: string): Name => text as Name;

void t.test('they are loaded once they are worth it', { skip }, async (one) => {
  for (let count = 0; count < 1000; count += 1) one.equal(systemCalls(), undefined);
  weighLooks(999);
  one.equal(systemCalls(), undefined);
  one.not(systemCalls(), undefined);
});

void t.test('a look tells what lstat tells, whatever stands there', { skip }, async (one) => {
  const { place, fd } = await openPlace(one);
  const calls = loadSystemCalls()!;
  const names = [
    'file',
    'empty',
    'sparse',
    'folder',
    'link',
    'pipe',
    'old',
    'twice',
    '\xe9\xff \x01',
    'x'.repeat(255),
  ];
  for (const file of ['file', 'sparse', 'old', '\xe9\xff \x01', 'x'.repeat(255)])
    writeFileSync(place.system(file), file);
  writeFileSync(place.system('empty'), '', { mode: 0o4640 });
  truncateSync(place.system('sparse'), 5 * 2 ** 30 + 7);
  mkdirSync(place.system('folder'));
  symlinkSync('nowhere', place.system('link'));
  execFileSync('mkfifo', [`${place.rootPath}/pipe`]);
  execFileSync('touch', ['-d', '1955-11-05 06:15:00.123456789 UTC', `${place.rootPath}/old`]);
  linkSync(place.system('file'), place.system('twice'));
  for (const entry of names) {
    const { mode, size, dev, ino, nlink, mtimeMs, ctimeMs, birthtimeMs } = lstatSync(place.system(entry));
    const status = emptyStatus();
    one.ok(calls.look(fd, name(entry), status), entry);
    const { mountRoot, fixed, ...told } = status;
    one.not(mountRoot, true, entry);
    one.equal(fixed, false, entry);
    one.same(told, { mode, size, dev, ino, nlink, mtimeMs, ctimeMs, birthtimeMs }, entry);
  }
});

void t.test(
  'what can not be looked at is left to the ordinary way, which says why',
  { skip },
  async (one) => {
    const { place, fd, handle } = await openPlace(one);
    const calls = loadSystemCalls()!;
    writeFileSync(place.system('file'), '');
    for (const entry of ['absent', 'file/below', 'x'.repeat(256)])
      one.notOk(calls.look(fd, name(entry), emptyStatus()), entry);
    one.equal(statName(handle, name('absent')), undefined);
    one.throws(() => statName(handle, name('x'.repeat(256))), { code: 'ENAMETOOLONG' });
    for (const entry of ['', '.', '..', 'a/b', 'a\0b', '../root/file'])
      one.notOk(calls.look(fd, name(entry), emptyStatus()), JSON.stringify(entry));
    for (const entry of ['', '.', '..', 'a/b', 'a\0b'])
      one.throws(() => statName(handle, name(entry)), { code: 'EINVAL' }, JSON.stringify(entry));
  },
);

void t.test('a temp file takes a free name, and never one that is taken', { skip }, async (one) => {
  const { place, handle, fd } = await openPlace(one);
  const calls = loadSystemCalls()!;
  writeFileSync(place.system('temp'), 'new');
  takeFreeName(handle, name('temp'), name('\xfc'));
  one.same(readdirSync(place.rootPath, 'latin1'), ['\xfc']);
  writeFileSync(place.system('temp'), 'newer');
  one.notOk(calls.renameToFree(fd, name('temp'), fd, name('\xfc')), 'the name is taken');
  one.throws(() => takeFreeName(handle, name('temp'), name('\xfc')), { code: 'stale' });
  one.equal(readFileSync(place.system('\xfc'), 'utf8'), 'new');
  one.equal(readFileSync(place.system('temp'), 'utf8'), 'newer');
});
