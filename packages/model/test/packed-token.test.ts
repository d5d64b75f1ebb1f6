import * as fc from 'fast-check';
import t from 'tap';

import { packToken, packedParts, packTokenText, timeInToken, TOKEN_BYTES, tokenText } from '../src/index.js';

const TOKEN_CHARACTERS = 56;

void t.test('a token that is packed is the same again as text, wherever it lies', async (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true }), { minLength: 5, maxLength: 5 }),
      fc.nat(9),
      (parts, at) => {
        const [size, mtimeMs, inode, birthMs, changeMs] = parts as [number, number, number, number, number];
        const bytes = Buffer.alloc(at + TOKEN_BYTES);
        packToken(bytes, at, { size, mtimeMs, inode, birthMs, changeMs });
        t.same(packedParts(bytes, at), { size, mtimeMs, birthMs });
        const again = Buffer.alloc(at + TOKEN_BYTES);
        t.equal(packTokenText(again, at, tokenText(bytes, at)), true);
        t.same(again, bytes);
        t.equal(timeInToken(tokenText(bytes, at)), mtimeMs);
      },
    ),
  );
});

void t.test('two buffers in turns are not mixed up', async (t) => {
  const [one, other] = [Buffer.alloc(TOKEN_BYTES), Buffer.alloc(TOKEN_BYTES)];
  const parts = { size: 1, mtimeMs: 2, inode: 3, birthMs: 4, changeMs: 5 };
  for (const size of [1, 2]) {
    packToken(one, 0, { ...parts, size });
    packToken(other, 0, { ...parts, size: -size });
    t.equal(packedParts(one, 0).size, size);
    t.equal(packedParts(other, 0).size, -size);
  }
});

/** Text that is nearly a packed token's, or one. */
const nearly = fc
  .array(fc.constantFrom(...'AZaz09+/+/AAAA-_= \n\0\xe9\u0141'), {
    minLength: TOKEN_CHARACTERS - 1,
    maxLength: TOKEN_CHARACTERS + 1,
  })
  .map((characters) => characters.join(''));
const exactly = fc
  .array(fc.constantFrom(...'AZaz09+/'), { minLength: TOKEN_CHARACTERS, maxLength: TOKEN_CHARACTERS })
  .map((characters) => characters.join(''));
const oneOff = fc
  .tuple(exactly, fc.nat(TOKEN_CHARACTERS - 1), fc.constantFrom(...'-_= \n\0\xe9\u0141'))
  .map(([text, at, odd]) => text.slice(0, at) + odd + text.slice(at + 1));

void t.test('text is packed if its bytes tell it exactly, and only then', async (t) => {
  fc.assert(
    fc.property(fc.oneof(nearly, exactly, oneOff, fc.string()), (token) => {
      const bytes = Buffer.alloc(TOKEN_BYTES);
      t.equal(packTokenText(bytes, 0, token), /^[A-Za-z0-9+/]{56}$/.test(token), JSON.stringify(token));
      if (packTokenText(bytes, 0, token)) t.equal(tokenText(bytes, 0), token);
    }),
    { numRuns: 1000 },
  );
});

void t.test('a token of another form tells no time', async (t) => {
  t.equal(timeInToken('10;Nov 27 12:21'), undefined);
});
