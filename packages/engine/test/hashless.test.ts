import type { FileEntry, Item } from '@syncline/model';
import { pathFromText } from '@syncline/model';
import t from 'tap';
import { doesWithoutHash } from '../src/hashless.js';

const SETTLED: FileEntry = {
  kind: 'file',
  name: pathFromText('file'),
  size: 1,
  mtime: 1,
  token: 'now',
  identity: 'it',
  racy: false,
};

const without: readonly (readonly [string, Item['mode'], Item['compare'], Partial<FileEntry>, boolean])[] = [
  ['one way, a file that a rename can be told of', 'clone', 'size+mtime', {}, true],
  ['one way, a copy that is never renamed', 'simple', 'size', {}, true],
  ['two-way: a touched file could not be told from an edited one', 'two-way', 'size+mtime', {}, false],
  ['contents are compared', 'clone', 'content', {}, false],
  ['a rename could not be told without', 'clone', 'size+mtime', { identity: undefined }, false],
  ['what is racy could not be proven without', 'clone', 'size+mtime', { racy: true }, false],
];

for (const [title, mode, compare, changes, expected] of without)
  t.test(`a file comes ${expected ? 'without' : 'with'} a hash (${title})`, async (t) => {
    t.equal(doesWithoutHash({ mode, compare })({ ...SETTLED, ...changes }), expected);
  });
