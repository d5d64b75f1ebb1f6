import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

import t from 'tap';

import { compileParts } from '../../../scripts/bundle/compile.mjs';
import { codeFile, codeFor, loadPart, withChecksums, wrapped } from '../bin/parts.js';

const PARTS = fileURLToPath(new URL('../bin/parts.js', import.meta.url));
const compile = (bundle: string): void => compileParts(bundle, writeFileSync);

t.test('a part is run once, with what it requires: other parts, and modules of Node', async (t) => {
  const bundle = t.testdir({
    'main.cjs': `exports.paths = [require('./other.cjs').path, require('node:path').basename(__filename)];
exports.same = require('./other.cjs') === require('./other.cjs');
exports.here = __dirname;`,
    'other.cjs': `module.exports = { path: require.resolve('node:path') };`,
  });
  const [main, here] = [join(bundle, 'main.cjs'), bundle];
  const expected = { paths: ['node:path', 'main.cjs'], same: true, here };
  t.same(loadPart(main), expected);
  t.equal(loadPart(main), loadPart(main));
});

t.test('code that was made of a part is taken by V8, and does the same', async (t) => {
  const bundle = t.testdir({ 'a.cjs': `exports.sum = (a, b) => a + b; exports.name = __filename;` });
  compile(bundle);
  const file = join(bundle, 'a.cjs');
  const text = readFileSync(file);
  const script = new Script(wrapped(text), { cachedData: codeFor(file, text) });
  t.equal(script.cachedDataRejected, false);
  const { sum, name } = loadPart(file) as { sum(a: number, b: number): number; readonly name: string };
  t.same([sum(1, 2), name], [3, file]);
});

t.test('code is made once for a text', async (t) => {
  const bundle = t.testdir({ 'a.cjs': 'exports.a = 1;', 'a.cjs.map': '{}' });
  compile(bundle);
  t.equal(readdirSync(bundle).length, 3, 'and of nothing else');
  compileParts(bundle, () => t.fail('it was there'));
  writeFileSync(join(bundle, 'a.cjs'), 'exports.a = 2;');
  compile(bundle);
  t.same(loadedElsewhere(join(bundle, 'a.cjs')), { a: 2 });
});

/** What is laid beside a part of this text. */
function codeOf(bundle: string, text: string): Buffer {
  const file = join(bundle, 'a.cjs');
  rmSync(codeFile(file), { force: true });
  writeFileSync(file, text);
  compile(bundle);
  return readFileSync(codeFile(file));
}

/** A part that gives 1, with other code beside it: made from its own, or from that of a part as long that gives 2. */
function withForeignCode(bundle: string, change: (other: Buffer, own: Buffer) => Buffer): string {
  const other = codeOf(bundle, 'exports.a = 2;');
  const own = codeOf(bundle, 'exports.a = 1;');
  const file = join(bundle, 'a.cjs');
  writeFileSync(codeFile(file), change(other, own));
  return file;
}

/** By a process of its own: V8 knows again what this one has compiled. */
function loadedElsewhere(file: string): unknown {
  const script = 'console.log(JSON.stringify(require(process.argv[1]).loadPart(process.argv[2])))';
  return JSON.parse(execFileSync(process.execPath, ['-e', script, PARTS, file], { encoding: 'utf8' }));
}

t.test('code of another text is not taken, nor what is not whole', async (t) => {
  const flipped = (code: Buffer): Buffer => {
    code[code.length >> 1]! ^= 0xff;
    return code;
  };
  const changes: Record<string, (other: Buffer, own: Buffer) => Buffer> = {
    'of another text': (other) => other,
    empty: () => Buffer.alloc(0),
    'a piece of the checksums': (_other, own) => own.subarray(0, 5),
    'cut off': (_other, own) => own.subarray(0, own.length - 8),
    'a bit is wrong': (_other, own) => flipped(own),
  };
  const bundles = t.testdir(Object.fromEntries(Object.keys(changes).map((name) => [name, {}])));
  for (const [name, change] of Object.entries(changes)) {
    const file = withForeignCode(join(bundles, name), change);
    t.equal(codeFor(file, readFileSync(file)), undefined, name);
    t.same(loadedElsewhere(file), { a: 1 }, name);
  }
});

t.test('what V8 itself does not take is passed over', async (t) => {
  const bundle = t.testdir();
  const file = withForeignCode(bundle, () =>
    withChecksums(Buffer.from('exports.a = 1;'), Buffer.from('of another version')),
  );
  t.same(loadedElsewhere(file), { a: 1 });
});
