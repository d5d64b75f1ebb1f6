import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import t from 'tap';
import { passWholeLines } from '../../src/ftp/line-gate.js';

t.test('a reply that arrives in pieces is handed over whole', async (t) => {
  const socket = new EventEmitter();
  const heard: string[] = [];
  socket.on('data', (text: string) => heard.push(text));
  const gate = passWholeLines(socket as Socket, (why) => t.fail(why));
  for (const piece of ['22', '0 Hel', 'lo\r\n213 12', '34\r', '\n']) socket.emit('data', piece);
  t.same(heard, ['220 Hello\r\n', '213 1234\r\n']);
  t.equal(gate.received, '220 Hello\r\n213 1234\r\n');
});

t.test('many replies at once are handed over in pieces that basic-ftp takes', async (t) => {
  const socket = new EventEmitter();
  const heard: string[] = [];
  socket.on('data', (text: string) => heard.push(text));
  passWholeLines(socket as Socket, (why) => t.fail(why));
  const text = '250 Fine\r\n'.repeat(9_000);
  socket.emit('data', text);
  t.equal(heard.join(''), text);
  t.ok(heard.every((piece) => piece.length < 40_000 && piece.endsWith('\n')));
});

t.test('S22: a line without an end is refused', async (t) => {
  const socket = new EventEmitter();
  let refused = '';
  passWholeLines(socket as Socket, (why) => (refused = why));
  socket.emit('data', 'x'.repeat(20_000));
  t.match(refused, /without an end/);
});
