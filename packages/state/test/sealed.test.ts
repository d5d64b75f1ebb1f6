import * as fc from 'fast-check';
import t from 'tap';
import { seal, unseal } from '../src/sealed.js';

void t.test('a sealed value opens under its own key alone', async (t) => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (key, body, other) => {
      t.equal(unseal(key, seal(key, body)), body);
      if (other !== key) t.equal(unseal(other, seal(key, body)), undefined);
    }),
    { numRuns: 300 },
  );
});

void t.test('every changed bit of a sealed value is found', async (t) => {
  const bytes = Buffer.from(seal('key', 'f012\x1fa\x1fb'), 'latin1');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const opened = unseal('key', changed.toString('latin1'));
    // A letter of the seal in upper case is the same number.
    if (opened !== undefined) t.equal(opened, 'f012\x1fa\x1fb');
  }
});
