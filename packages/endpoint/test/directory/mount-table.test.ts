import t from 'tap';

import { isMountOfAnother } from '../../src/directory/mount-points.js';
import { mountAt, placeOnVolume, type Mount } from '../../src/directory/mount-table.js';

/** A table in short: id, parent, device, root and mount point of each mount. */
function tableOf(...lines: readonly string[]): readonly Mount[] {
  return lines.map((line) => {
    const [id = '', parent = '', device = '', root = '', mountPoint = ''] = line.split(' ');
    return { id, parent, device, root, mountPoint };
  });
}

const SYSTEM = '1 0 8:1 / /';

void t.test('of mounts upon each other the one that is seen counts', async (one) => {
  const table = tableOf(
    SYSTEM,
    '2 1 8:2 / /a/b',
    '3 1 8:3 / /a',
    '4 3 8:4 /x /a/b/c',
    '5 4 8:5 / /a/b/c',
    '6 1 8:6 / /ab',
  );
  for (const [path, id] of [
    ['/', '1'],
    ['/z', '1'],
    ['/a', '3'],
    ['/a/b', '3'],
    ['/a/b/c', '5'],
    ['/a/b/c/d', '5'],
    ['/ab/c', '6'],
  ] as const)
    one.equal(mountAt(table, path)?.id, id, path);
  one.equal(mountAt([], '/a'), undefined);
  one.equal(mountAt(tableOf('7 7 8:1 / /', '8 7 8:8 / /a'), '/a')?.id, '8', 'one that is its own parent');
  one.equal(placeOnVolume(table[3]!, '/a/b/c/d'), '8:4:/x/d');
});

const rows: readonly { title: string; mounts: readonly string[]; another: boolean }[] = [
  { title: 'nothing', mounts: [], another: false },
  { title: 'a file system of its own', mounts: ['2 1 8:2 / /s/m'], another: true },
  { title: 'a folder from elsewhere', mounts: ['2 1 8:1 /o /s/m'], another: true },
  { title: 'itself', mounts: ['2 1 8:1 /s/m /s/m'], another: false },
  { title: 'itself, twice', mounts: ['2 1 8:1 /s/m /s/m', '3 2 8:1 /s/m /s/m'], another: false },
  {
    title: 'what was from elsewhere, bound to itself',
    mounts: ['2 1 8:1 /o /s/m', '3 2 8:1 /o /s/m'],
    another: true,
  },
  { title: 'what is above, bound to itself', mounts: ['2 1 8:1 /s /s'], another: false },
  {
    title: 'a folder from elsewhere, and what is above bound to itself with it',
    mounts: ['2 1 8:1 /o /s/m', '3 1 8:1 /s /s', '4 3 8:1 /o /s/m'],
    another: true,
  },
  {
    title: 'a folder from elsewhere that what is above hides',
    mounts: ['2 1 8:1 /o /s/m', '3 1 8:1 /s /s'],
    another: false,
  },
  {
    title: 'itself, on a volume that is mounted above from elsewhere',
    mounts: ['2 1 8:2 /v /s', '3 2 8:2 /v/m /s/m'],
    another: false,
  },
];

for (const { title, mounts, another } of rows) {
  void t.test(`mounted at a folder is ${title}`, async (one) => {
    one.equal(isMountOfAnother(tableOf(SYSTEM, ...mounts), '/s/m'), another);
  });
}

void t.test(
  'where the table does not hold the folder above, or the path is not known, nothing is told',
  async (one) => {
    one.equal(isMountOfAnother(tableOf('2 1 8:1 /o /s/m'), '/s/m'), false);
    one.equal(isMountOfAnother(tableOf(SYSTEM, '2 1 8:1 /o /s/m'), undefined), false);
  },
);
