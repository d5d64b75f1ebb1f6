import t from 'tap';
import { createLogOutput } from '../../src/logs/log-output.ts';

interface Disk {
  /** Bytes that it takes at most; undefined: any number. */
  room: number | undefined;
  text: string;
}

function onto(disk: Disk) {
  const told: string[] = [];
  const output = createLogOutput({
    descriptor: 1,
    onBack: (lost, because) => void told.push(`${lost}: ${because}`),
    write(_descriptor, bytes) {
      if (disk.room === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      const taken = bytes.subarray(0, disk.room);
      disk.text += Buffer.from(taken).toString();
      if (disk.room !== undefined) disk.room -= taken.length;
      return taken.length;
    },
  });
  return { told, write: (text: string) => output.write(`${text}\n`) };
}

t.test(
  'a log on a full disk loses lines and nothing else, and says how many once there is room',
  async (t) => {
    const disk: Disk = { room: undefined, text: '' };
    const { told, write } = onto(disk);
    write('one');
    disk.room = 0;
    for (let count = 0; count < 1_000; count += 1) write('lost');
    t.same(told, []);
    disk.room = undefined;
    write('two');
    write('three');
    t.equal(disk.text, 'one\ntwo\nthree\n');
    t.same(told, ['1000: no space left']);
  },
);

t.test('what was cut off by a full disk does not spoil the line after it', async (t) => {
  const disk: Disk = { room: 6, text: '' };
  const { told, write } = onto(disk);
  write('cut off');
  disk.room = undefined;
  write('whole');
  t.equal(disk.text, 'cut of\nwhole\n');
  t.same(told, ['1: no space left']);
});

t.test('a reader that is busy is waited for', async (t) => {
  let busy = 3;
  let text = '';
  const output = createLogOutput({
    descriptor: 1,
    onBack: () => t.fail('nothing is lost'),
    write(_descriptor, bytes) {
      if (busy-- > 0) throw Object.assign(new Error('try again'), { code: 'EAGAIN' });
      text += Buffer.from(bytes).toString();
      return bytes.length;
    },
  });
  output.write('line\n');
  t.equal(text, 'line\n');
});

t.test('a reader that has stopped is waited for once, not for each line', async (t) => {
  let tries = 0;
  const output = createLogOutput({
    descriptor: 1,
    onBack: () => t.fail('it is not back'),
    write() {
      tries += 1;
      throw Object.assign(new Error('try again'), { code: 'EAGAIN' });
    },
  });
  output.write('first\n');
  tries = 0;
  for (let line = 0; line < 1_000; line += 1) output.write('line\n');
  t.equal(tries, 1_000);
});
