import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { pathFromText } from '@syncline/model';
import { spooled } from '../../src/remote/spool.js';

const base = { size: 4, whole: undefined, unchanged: async () => true };
const path = pathFromText('mail/a');

async function* chunks(...parts: readonly string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

function inTemporary(directory: string): void {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = directory;
  t.teardown(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
}

t.test('content is kept until it is closed, and read from anywhere in it', async (t) => {
  const directory = t.testdir();
  inTemporary(directory);
  const content = await spooled(path, base, chunks('ab', 'cd'));
  t.same(readdirSync(directory), [], 'nothing stays of it when the process is killed');
  const parts: Buffer[] = [];
  for await (const chunk of content.chunks(1)) parts.push(Buffer.from(chunk));
  t.equal(String(Buffer.concat(parts)), 'bcd');
  await content.close();
  t.same(readdirSync(directory), []);
});

t.test(
  'where it cannot be kept, the path fails, and the message names the directory and the remedy',
  async (t) => {
    const missing = join(t.testdir(), 'none');
    inTemporary(missing);
    const failed = { code: 'failed', scope: 'path', path, message: new RegExp(`${missing}.*ENOENT.*TMPDIR`) };
    await t.rejects(spooled(path, base, chunks('abcd')), failed);
    t.notOk(existsSync(missing));
  },
);

t.test('a source that fails leaves nothing, and its own error stays', async (t) => {
  const directory = t.testdir();
  inTemporary(directory);
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('ab');
    throw new Error('connection lost');
  }
  await t.rejects(spooled(path, base, broken()), /^connection lost$/);
  t.same(readdirSync(directory), []);
});
