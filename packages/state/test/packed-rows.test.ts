import t from 'tap';
import type { ContentRow, SideState } from '@syncline/model';
import { packToken, TOKEN_BYTES, tokenText } from '@syncline/model';
import { open, withState } from './journals.js';
import { directoryRow, fileRow, path } from './rows.js';

const packed = (version: number): Buffer => {
  const bytes = Buffer.alloc(TOKEN_BYTES);
  packToken(bytes, 0, { size: version, mtimeMs: 1, inode: version, birthMs: 1, changeMs: 1 });
  return bytes;
};

const state = (version: number, racy = false): SideState => ({ token: tokenText(packed(version), 0), racy });

const row = (source: SideState, destination: SideState, kind: 'file' | 'link' = 'file'): ContentRow => ({
  kind,
  size: 1,
  source,
  destination,
});

void t.test('a file is told to have a token on one side by the bytes of its row', (t) =>
  withState(async (directory) => {
    await using journal = await open(directory);
    const rows = {
      'a plain': row(state(1), state(2)),
      'b racy': row(state(1, true), state(2, true)),
      'c link': row(state(1), state(2), 'link'),
      'd folder': directoryRow,
      'e tokens of another form': fileRow('x'),
    };
    await journal.commit(
      Object.entries(rows).map(([name, each]) => ({
        path: path(`d/${name}`),
        row: each,
        previous: undefined,
      })),
    );
    const here = journal.packedRows!(path('d'));
    const tokens = Buffer.concat([packed(1), packed(2)]);
    const told = (side: 'source' | 'destination', at: number): readonly boolean[] =>
      here.names.map((_name, index) => here.hasToken(index, side, tokens, at));
    t.same(told('source', 0), [true, true, false, false, false]);
    t.same(told('destination', TOKEN_BYTES), [true, true, false, false, false]);
    t.same(told('source', TOKEN_BYTES), [false, false, false, false, false]);
    t.same(told('destination', 0), [false, false, false, false, false]);
  }),
);
