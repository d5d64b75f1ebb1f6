import t from 'tap';
import type { Reply } from '../../src/ftp/reply.js';
import { ReplyReader } from '../../src/ftp/replies.js';

function read(...pieces: readonly string[]): { replies: Reply[]; refused: string[] } {
  const replies: Reply[] = [];
  const refused: string[] = [];
  const reader = new ReplyReader((why) => refused.push(why));
  for (const piece of pieces) reader.read(piece, (reply) => replies.push(reply));
  return { replies, refused };
}

t.test(
  'a reply is one line, or all lines from the code with a hyphen to the code with a space',
  async (t) => {
    const { replies } = read(
      '220 Hello\r\n211-Features\r\n MLST\r\n211-more\r\n',
      '212 no end\r\n211 End\r\n226\n',
    );
    t.same(replies, [
      { code: 220, text: '220 Hello' },
      { code: 211, text: '211-Features\n MLST\n211-more\n212 no end\n211 End' },
      { code: 226, text: '226' },
    ]);
  },
);

t.test('blank lines, and lines that belong to no reply, are left out', async (t) => {
  const { replies } = read('\r\nwelcome\r\n22 x\r\n2200 y\r\n230 In\r\n');
  t.same(replies, [{ code: 230, text: '230 In' }]);
});

t.test('a CR inside a line stays, so that the session can refuse it', async (t) => {
  t.same(read('200 a\rb\r\n').replies, [{ code: 200, text: '200 a\rb' }]);
});

t.test('S22: a reply without an end is refused', async (t) => {
  const { replies, refused } = read('211-Begin\r\n', 'x'.repeat(1_000).concat('\r\n').repeat(70));
  t.same(replies, []);
  t.match(refused[0], /without an end/);
});
