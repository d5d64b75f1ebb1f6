import type { Name, Path } from '@syncline/model';
import { pathFromText } from '@syncline/model';
import { rmSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { mailbox, namesIn } from './mailbox.js';

/** A mailbox with 22 messages, of which so many can be deleted and that be told to a pass. */
async function fullMailbox(t: Test) {
  const the = await mailbox(t, { more: 20 });
  let next = 0;
  const deleteSome = (count: number) => {
    const names = new Set<Name>();
    for (const end = next + count; next < end; next += 1) {
      rmSync(the.at('source', `new/more${next}`));
      names.add(pathFromText(`more${next}`));
    }
    return the.changes({ names: new Map<Path, Set<Name>>([[pathFromText('box/new'), names]]) });
  };
  const kept = () => the.names().filter((name) => name.startsWith('more')).length;
  return { ...the, deleteSome, kept };
}

t.test('what the deletes of passes come to is held, by a look at everything too', async (t) => {
  const { at, changes, everything, deleteSome, kept } = await fullMailbox(t);
  t.match(await deleteSome(8), { summary: { exit: 0, deleted: 8, held: 0 } });
  t.match(await deleteSome(8), { summary: { exit: 3, deleted: 0, held: 8 } });
  writeFileSync(at('source', 'new/another'), 'another');
  t.match(await changes({ names: namesIn('box/new', 'another') }), { summary: { exit: 0, copied: 1 } });
  for (const look of ['first', 'second'])
    t.match(await everything(), { summary: { exit: 3, deleted: 0, held: 8 } }, look);
  t.equal(kept(), 12);
});

t.test('once nothing is held at a look at everything, deletes are summed anew', async (t) => {
  const { everything, deleteSome, kept } = await fullMailbox(t);
  t.match(await deleteSome(8), { summary: { exit: 0, deleted: 8 } });
  t.match(await everything(), { summary: { exit: 0 } });
  t.match(await deleteSome(8), { summary: { exit: 0, deleted: 8 } });
  t.equal(kept(), 4);
});
