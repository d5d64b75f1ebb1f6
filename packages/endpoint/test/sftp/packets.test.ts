import t from 'tap';
import { decodePacket } from '../../src/sftp/decode.js';
import { encodeInit, encodeRequest } from '../../src/sftp/encode.js';
import { Framer } from '../../src/sftp/framer.js';
import { EXTENSION, MAX_PACKET_BYTES, REQUEST, RESPONSE } from '../../src/sftp/protocol.js';
import {
  attributes,
  namesPacket,
  number,
  packet,
  statusPacket,
  text,
} from '../servers/scripted-sftp/packets.js';

/** A packet without its length, as the framer hands it on. */
const bare = (bytes: Buffer): Buffer => bytes.subarray(4);

t.test('requests are laid out as the draft says', async (t) => {
  t.equal(encodeInit().toString('hex'), '000000050100000003');
  t.equal(
    encodeRequest(REQUEST.read, 7, [Buffer.from('h'), { wide: 2 ** 40 + 1 }, 9]).toString('hex'),
    '0000001605000000070000000168000001000000000100000009',
  );
  t.equal(
    encodeRequest(REQUEST.setstat, 1, [
      '\xe9',
      { mode: 0o600, times: { accessed: 1, modified: 2 } },
    ]).toString('hex'),
    '0000001a090000000100000001e90000000c000001800000000100000002',
  );
  t.equal(encodeRequest(REQUEST.mkdir, 1, ['d', {}]).toString('hex'), '0000000e0e00000001000000016400000000');
});

t.test(
  'answers are read in full: names as bytes, sizes of 64 bits, times, and nothing where nothing is told',
  async (t) => {
    const told = { size: 2n ** 40n, mode: 0o100644, modified: 1_700_000_000 };
    const listed = decodePacket(
      bare(
        namesPacket(3, [
          ['caf\xe9', told],
          ['x', {}],
        ]),
      ),
    );
    t.same(listed, {
      type: 'response',
      id: 3,
      response: {
        type: 'names',
        names: [
          {
            name: 'caf\xe9',
            attributes: { size: 2 ** 40, mode: 0o100644, accessed: 1_700_000_000, modified: 1_700_000_000 },
          },
          {
            name: 'x',
            attributes: { size: undefined, mode: undefined, accessed: undefined, modified: undefined },
          },
        ],
      },
    });
    t.same(decodePacket(bare(statusPacket(4, 2, 'gone'))), {
      type: 'response',
      id: 4,
      response: { type: 'status', code: 2, message: 'gone' },
    });
    const version = packet(RESPONSE.version, number(3), text('a'), text('1'), text('b'), text('2'));
    t.same(decodePacket(bare(version)), { type: 'version', version: 3, extensions: new Set(['a']) });
    const { statvfs } = EXTENSION;
    const later = packet(RESPONSE.version, number(3), text(statvfs), text('2'));
    t.match(decodePacket(bare(later)), { extensions: new Set([statvfs]) });
    const former = packet(RESPONSE.version, number(3), text(statvfs), text('1'));
    t.match(decodePacket(bare(former)), { extensions: new Set() });
    const numbers = packet(
      RESPONSE.extended,
      number(5),
      Buffer.from('00000000000000070000000100000000', 'hex'),
    );
    t.same(decodePacket(bare(numbers)), {
      type: 'response',
      id: 5,
      response: { type: 'extended', numbers: [7n, 2n ** 32n] },
    });
    t.throws(() => decodePacket(bare(packet(RESPONSE.extended, number(5), Buffer.alloc(7)))), /cut off/);
  },
);

t.test('S31: a size that no number tells exactly is not rounded', async (t) => {
  for (const [size, expected] of [
    [2n ** 53n - 1n, 2 ** 53 - 1],
    [2n ** 53n, 'beyond'],
    [2n ** 64n - 1n, 'beyond'],
  ] as const) {
    const read = decodePacket(bare(packet(RESPONSE.attributes, number(1), attributes({ size }))));
    t.match(read, { response: { attributes: { size: expected } } }, String(size));
  }
});

t.test('what is no packet is not taken for one', async (t) => {
  const whole = bare(namesPacket(3, [['name', { size: 1n, mode: 1, modified: 1 }]]));
  for (let length = 1; length < whole.length; length += 1)
    t.throws(() => decodePacket(whole.subarray(0, length)), { message: /cut off/ }, `cut after ${length}`);
  t.throws(() => decodePacket(Buffer.concat([Buffer.of(99), number(1)])), { message: /unknown kind 99/ });
  t.throws(() => decodePacket(Buffer.concat([whole, Buffer.of(0)])), { message: /more in it/ });
  // The last attributes have a field of which version 3 knows nothing.
  const unknown = packet(RESPONSE.attributes, number(1), number(0x10), number(1));
  t.throws(() => decodePacket(bare(unknown)), { message: /more in it/ });
});

t.test('packets are put together however they were cut', async (t) => {
  const sent = [statusPacket(1, 0, ''), statusPacket(2, 4, 'x'.repeat(300)), statusPacket(3, 1, 'end')];
  const stream = Buffer.concat(sent);
  for (const step of [1, 3, 7, 200, stream.length]) {
    const framer = new Framer();
    const seen: Buffer[] = [];
    for (let at = 0; at < stream.length; at += step)
      framer.add(stream.subarray(at, at + step), (each) => seen.push(Buffer.from(each)));
    t.same(seen, sent.map(bare), `in pieces of ${step}`);
  }
  for (const length of [0, MAX_PACKET_BYTES + 1, 2 ** 32 - 1])
    t.throws(
      () => new Framer().add(number(length), () => undefined),
      { message: /announced/ },
      `${length} bytes`,
    );
});
