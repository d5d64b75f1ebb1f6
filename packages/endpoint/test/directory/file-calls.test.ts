import { execFileSync } from 'node:child_process';
import { fstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import t from 'tap';

import type { Name } from '@syncline/model';

import { libraryFileCallsFor, NODE_FILE_CALLS, type FileCalls } from '../../src/directory/file-calls.js';
import type { Handle } from '../../src/directory/handles.js';
import { HAS_SYSTEM_CALLS, loadSystemCalls } from '../../src/directory/system-calls.js';
import { openPlace } from './open-place.js';

const name = (text: string): Name => text as Name;

/** Both ways, each in a directory of its own. */
const WAYS: [string, (handle: Handle) => FileCalls][] = [['by Node', () => NODE_FILE_CALLS]];
if (HAS_SYSTEM_CALLS) WAYS.push(['by the C library', (handle) => libraryFileCallsFor(handle)!]);

if (HAS_SYSTEM_CALLS) loadSystemCalls();

for (const [way, callsOf] of WAYS) {
  void t.test(`${way}: a file is created, written, given its time and mode, and looked at`, async (one) => {
    const { place, handle } = await openPlace(one);
    const calls = callsOf(handle);
    const file = calls.create(handle, name('\xe9.tmp'), 0o600);
    const content = Buffer.from('abc'.repeat(10_000));
    calls.write(file, content);
    calls.setAttributes(file, handle, { mtime: 4_500_000_000_123_457, mode: 0o640 });
    const { size, mode, mtimeMs } = calls.look(file);
    calls.close(file);
    one.same([size, mode & 0o7777], [content.length, 0o640]);
    one.equal(Math.round(mtimeMs * 1000), 4_500_000_000_123_457);
    const now = statSync(place.system('\xe9.tmp'));
    one.equal(now.mtimeMs, mtimeMs);
    one.ok(Math.abs(now.atimeMs - Date.now()) < 60_000, 'it was last used now');
    one.same(readFileSync(place.system('\xe9.tmp')), content);
  });

  void t.test(`${way}: a time before 1970 becomes 1970`, async (one) => {
    const { place, handle } = await openPlace(one);
    const calls = callsOf(handle);
    const file = calls.create(handle, name('old'), 0o600);
    calls.setAttributes(file, handle, { mtime: -1_500_000 });
    calls.close(file);
    one.equal(statSync(place.system('old')).mtimeMs, 0);
  });

  void t.test(`${way}: a file is read as far as it goes`, async (one) => {
    const { place, handle } = await openPlace(one);
    const calls = callsOf(handle);
    writeFileSync(place.system('file'), 'content');
    const file = calls.openToRead(handle, name('file'));
    const into = Buffer.alloc(4);
    one.equal(calls.read(file, into), true);
    one.equal(into.toString(), 'cont');
    one.equal(calls.read(file, into), false, 'three bytes are left');
    one.equal(calls.read(file, Buffer.alloc(0)), true);
    calls.close(file);
  });

  void t.test(
    `${way}: nothing is opened that is no entry of the directory, and no link followed`,
    async (one) => {
      const { place, handle } = await openPlace(one);
      const calls = callsOf(handle);
      writeFileSync(place.system('file'), '');
      symlinkSync('file', place.system('link'));
      for (const entry of ['absent', 'link', '', '.', '..', 'a/b', '../x', 'x'.repeat(256)]) {
        one.throws(() => calls.openToRead(handle, name(entry)), `to read: ${entry}`);
        if (entry !== 'absent' && entry !== 'link')
          one.throws(() => calls.create(handle, name(entry), 0o600), `to create: ${entry}`);
      }
      one.throws(() => calls.look(-1));
      one.throws(() => calls.write(-1, Buffer.alloc(1)));
      one.throws(() => calls.close(-1));
      one.same(readdirSync(place.rootPath).sort(), ['file', 'link']);
    },
  );

  void t.test(`${way}: what cannot be written is said`, async (one) => {
    const { place, handle } = await openPlace(one);
    const calls = callsOf(handle);
    execFileSync('mkfifo', [place.system('pipe')].map(String));
    const pipe = calls.openToRead(handle, name('pipe'));
    one.equal(calls.read(pipe, Buffer.alloc(1)), false, 'a pipe has nothing, and is not waited for');
    one.throws(() => calls.write(pipe, Buffer.alloc(1)), 'it is open to be read');
    calls.close(pipe);
  });
}

void t.test(
  'what the C library opened is closed by it, and is not inherited by other programs',
  { skip: HAS_SYSTEM_CALLS ? false : 'needs Linux on x64 or arm64' },
  async (one) => {
    const { handle } = await openPlace(one);
    const calls = libraryFileCallsFor(handle)!;
    const file = calls.create(handle, name('file'), 0o600);
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${file}`, 'latin1'))![1]!;
    one.ok(parseInt(flags, 8) & 0o2000000);
    calls.close(file);
    one.throws(() => fstatSync(file), { code: 'EBADF' });
  },
);
