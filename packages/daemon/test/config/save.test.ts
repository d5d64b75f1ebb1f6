import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  lstatSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';

import { readConfigText } from '../../src/config/config-file.js';
import type { ConfigEdit } from '../../src/config/edit.js';
import { editConfig } from '../../src/config/save.js';
import { cannotMount, unmount } from '../../../../test/support/mount.js';

const ONE = '# mine\nitems:\n  - name: a\n    source: /s\n    destination: /d\n';
const CLONE: ConfigEdit = { do: 'change', name: 'a', changes: [{ path: ['mode'], value: 'clone' }] };

function place(t: Test, text = ONE): { readonly directory: string; readonly file: string } {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-save-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'syncline.yaml');
  writeFileSync(file, text);
  return { directory, file };
}

t.test('an edit is in the file, which keeps its mode, and nothing else is left beside it', async (t) => {
  const { directory, file } = place(t);
  chmodSync(file, 0o640);
  t.equal((await editConfig(file, '/', [CLONE])).config.items[0]?.mode, 'clone');
  t.equal(readFileSync(file, 'utf8'), `${ONE}    mode: clone\n`);
  t.equal(statSync(file).mode & 0o777, 0o640);
  t.same(readdirSync(directory), ['syncline.yaml']);
});

t.test(
  'what the file is to speak of is done once the edit is accepted, and its failure stops that',
  async (t) => {
    const { file } = place(t);
    const done: string[] = [];
    const beforeSave = async (): Promise<void> => void done.push(readFileSync(file, 'utf8'));
    const wrong: ConfigEdit = { do: 'change', name: 'a', changes: [{ path: ['mode'], value: 'cloen' }] };
    await t.rejects(editConfig(file, '/', [wrong], { beforeSave }), { code: 'usage' });
    t.same(done, []);
    await t.rejects(
      editConfig(file, '/', [CLONE], { beforeSave: () => Promise.reject(new Error('full')) }),
      /full/,
    );
    t.equal(readFileSync(file, 'utf8'), ONE);
    await editConfig(file, '/', [CLONE], { beforeSave });
    await editConfig(file, '/', [CLONE], { beforeSave });
    t.same(done, [ONE, `${ONE}    mode: clone\n`], 'also where the file stays as it is');
  },
);

t.test('a file that is not there is made, for its owner alone', async (t) => {
  const { directory } = place(t);
  const file = join(directory, 'deep/er/syncline.yaml');
  await editConfig(file, '/', [{ do: 'add', item: { name: 'a', source: '/s', destination: '/d' } }]);
  t.equal(statSync(file).mode & 0o777, 0o600);
});

t.test(
  'a file that is mounted by itself, as into a container, is left alone, and the way out is told',
  { skip: cannotMount },
  async (t) => {
    const { directory, file } = place(t);
    const mounted = join(directory, 'alone', 'syncline.yaml');
    mkdirSync(join(directory, 'alone'));
    writeFileSync(mounted, '');
    execFileSync('mount', ['--bind', file, mounted]);
    t.teardown(() => unmount(mounted));
    await t.rejects(editConfig(mounted, '/', [CLONE]), {
      code: 'usage',
      message: /mounted by itself.*mount the folder/,
    });
    t.equal(readFileSync(file, 'utf8'), ONE);
    t.same(readdirSync(join(directory, 'alone')), ['syncline.yaml']);
  },
);

t.test('an edit into what is not in order is refused, and nothing changes', async (t) => {
  const { file } = place(t);
  const edits: readonly ConfigEdit[] = [
    { do: 'change', name: 'a', changes: [{ path: ['mode'], value: 'cloen' }] },
    { do: 'change', name: 'a', changes: [{ path: ['destination'], value: '/s/in' }] },
    { do: 'add', item: { name: 'a', source: '/x', destination: '/y' } },
    { do: 'add', item: { name: 'b', source: '/x', destination: '/d' } },
    { do: 'delete', name: 'nobody' },
  ];
  for (const edit of edits) {
    await t.rejects(editConfig(file, '/', [edit]), { code: 'usage' }, JSON.stringify(edit));
    t.equal(readFileSync(file, 'utf8'), ONE);
  }
});

t.test('a file with errors of its own is not edited', async (t) => {
  const { file } = place(t, `${ONE}x: 1\n`);
  await t.rejects(editConfig(file, '/', [CLONE]), { code: 'usage', message: /:6:1: x: is no key/ });
  t.equal(readFileSync(file, 'utf8'), `${ONE}x: 1\n`);
});

t.test('what somebody else wrote meanwhile is not lost', async (t) => {
  const { directory, file } = place(t);
  const before = await readConfigText(file);
  writeFileSync(file, `${ONE}    recursive: false\n`);
  await t.rejects(editConfig(file, '/', [CLONE], { readBefore: before }), {
    code: 'usage',
    message: /^[^:]*syncline\.yaml was changed by somebody else/,
  });
  t.equal(readFileSync(file, 'utf8'), `${ONE}    recursive: false\n`);
  t.same(readdirSync(directory), ['syncline.yaml']);
});

t.test('a link stays one, and what it leads to is edited', async (t) => {
  const { directory, file } = place(t);
  const link = join(directory, 'link.yaml');
  symlinkSync('syncline.yaml', link);
  await editConfig(link, '/', [CLONE]);
  t.ok(lstatSync(link).isSymbolicLink());
  t.match(readFileSync(file, 'utf8'), /mode: clone/);
});

t.test('a place that cannot be written is told', async (t) => {
  const { directory } = place(t);
  writeFileSync(join(directory, 'file'), '');
  mkdirSync(join(directory, 'sub'));
  const edit: ConfigEdit = { do: 'add', item: { name: 'a', source: '/s', destination: '/d' } };
  await t.rejects(editConfig(join(directory, 'file/syncline.yaml'), '/', [edit]), { code: 'usage' });
});
