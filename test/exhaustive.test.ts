import t from 'tap';
import { proveAll } from './exhaustive/crew.ts';
import { FAMILIES } from './exhaustive/families.ts';
import { PROVEN } from './exhaustive/prove.ts';

/** Broken invariants come with the first few triples that break them: journal O, sides A and B, and what became of them. */
const found = await proveAll();

for (const [index, { title, triples }] of FAMILIES.entries()) {
  t.test(title, async (t) => {
    const { broken, triples: tried } = found[index]!;
    t.equal(tried, triples, `${triples} triples were run twice`);
    for (const invariant of PROVEN) t.strictSame(broken[invariant] ?? [], [], invariant);
  });
}
