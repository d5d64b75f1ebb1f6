import { createHash } from 'node:crypto';
import t from 'tap';
import type { Content } from '@syncline/endpoint';
import { hashOf, hashOfStart } from '../src/hash.js';
import { content, file, path, pathError, side, signal } from './support.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const holding = (opened: Content) => side({ read: async () => opened });

t.test('the hash of a content is the same however it is handed over', async (t) => {
  for (const opened of [content(['ab', 'c']), content(['abc']), content(['abc'], { whole: true })]) {
    t.equal(await hashOf(holding(opened), path, file(), signal), sha256('abc'));
  }
  t.equal(await hashOf(holding(content([])), path, file({ size: 0 }), signal), sha256(''), 'an empty file');
});

t.test('the hash of a beginning is of so many bytes, however they are handed over', async (t) => {
  for (const opened of [content(['ab', 'cd']), content(['a', 'bcd']), content(['abcd'], { whole: true })]) {
    t.equal(await hashOfStart(holding(opened), path, file(), 3, signal), sha256('abc'));
    t.ok(opened.closed);
  }
});

t.test('a file that changed while it was read is busy', async (t) => {
  for (const whole of [false, true]) {
    const changed = content(['abc'], { whole, unchanged: false });
    await t.rejects(hashOf(holding(changed), path, file(), signal), { code: 'busy', scope: 'path', path });
  }
});

t.test('what is read is the version that was expected', async (t) => {
  const expected = file({ token: 'seen' });
  const read = async (...asked: unknown[]): Promise<Content> => {
    t.strictSame(asked, [path, expected, signal]);
    return content(['abc']);
  };
  t.equal(await hashOf(side({ read }), path, expected, signal), sha256('abc'));
});

t.test('an error of reading is passed on', async (t) => {
  const unreadable = side({ read: () => Promise.reject(pathError('unreadable')) });
  await t.rejects(hashOf(unreadable, path, file(), signal), { code: 'unreadable' });
});

t.test('content is closed after success, change and interruption', async (t) => {
  const fine = content(['abc']);
  await hashOf(holding(fine), path, file(), signal);
  t.ok(fine.closed, 'success');
  const changed = content(['abc'], { unchanged: false });
  await t.rejects(hashOf(holding(changed), path, file(), signal));
  t.ok(changed.closed, 'change');
  const interrupted = content(['abc']);
  await t.rejects(hashOf(holding(interrupted), path, file(), AbortSignal.abort()), { name: 'AbortError' });
  t.ok(interrupted.closed, 'interruption');
});
