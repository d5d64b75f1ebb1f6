import { EventEmitter } from 'node:events';

import t from 'tap';

import { LineWriter } from '../src/line-writer.js';
import type { Output } from '../src/output.js';

/** An output whose reader can be full. */
class Pipe extends EventEmitter implements Output {
  readonly pieces: string[] = [];
  full = false;

  write(text: string, done?: () => void): boolean {
    if (text !== '') this.pieces.push(text);
    done?.();
    return !this.full;
  }

  drain(): void {
    this.full = false;
    this.emit('drain');
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const nobody = () => undefined;

t.test('lines of one turn leave as one piece', async (t) => {
  const pipe = new Pipe();
  const writer = new LineWriter(pipe, nobody);
  writer.line('a');
  writer.line('b');
  t.same(pipe.pieces, []);
  await turn();
  t.same(pipe.pieces, ['a\nb\n']);
});

t.test('a full reader is waited for, and nothing is lost or reordered', async (t) => {
  const pipe = new Pipe();
  const writer = new LineWriter(pipe, nobody);
  pipe.full = true;
  writer.line('a');
  writer.flush();
  writer.line('b');
  await turn();
  t.same(pipe.pieces, ['a\n']);
  let ended = false;
  const end = writer.end().then(() => (ended = true));
  await turn();
  t.notOk(ended);
  pipe.drain();
  await end;
  t.same(pipe.pieces, ['a\n', 'b\n']);
});

t.test('a producer that can wait is told when there is room', async (t) => {
  const pipe = new Pipe();
  const writer = new LineWriter(pipe, nobody);
  pipe.full = true;
  t.equal(writer.whenWritable(), undefined);
  for (let n = 0; n < 20; n += 1) writer.line('x'.repeat(100_000));
  const room = writer.whenWritable();
  t.ok(room instanceof Promise);
  pipe.drain();
  await room;
  t.equal(writer.whenWritable(), undefined);
});

t.test('a reader that goes away is told once, and everybody who waits goes on', async (t) => {
  const pipe = new Pipe();
  const errors: Error[] = [];
  const writer = new LineWriter(pipe, (error) => errors.push(error));
  pipe.full = true;
  writer.line('a');
  const end = writer.end();
  pipe.emit('error', new Error('EPIPE'));
  pipe.emit('error', new Error('EPIPE'));
  await end;
  writer.line('b');
  await writer.end();
  t.equal(errors.length, 1);
  t.same(pipe.pieces, ['a\n']);
});
