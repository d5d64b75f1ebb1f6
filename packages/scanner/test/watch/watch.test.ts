import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathFromBytes } from '@syncline/model';
import t from 'tap';
import { emptyDirectory, watched } from './support.js';

t.test('a file that comes by rename came whole; one that is written did not', async (t) => {
  const root = emptyDirectory(t);
  for (const folder of ['tmp', 'new']) mkdirSync(join(root, folder));
  const { told, hintOf } = await watched(t, root);
  writeFileSync(join(root, 'tmp/mail'), 'text');
  renameSync(join(root, 'tmp/mail'), join(root, 'new/mail'));
  t.same(await hintOf('new/mail'), { type: 'name', path: 'new/mail', written: false });
  t.same(
    told.find((trigger) => 'path' in trigger && trigger.path === 'tmp/mail'),
    { type: 'name', path: 'tmp/mail', written: true },
  );
});

t.test('a delivery by link is told like one by rename', async (t) => {
  const root = emptyDirectory(t);
  for (const folder of ['tmp', 'new']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'tmp/mail'), 'text');
  const { hintOf } = await watched(t, root);
  linkSync(join(root, 'tmp/mail'), join(root, 'new/mail'));
  unlinkSync(join(root, 'tmp/mail'));
  t.same(await hintOf('new/mail'), { type: 'name', path: 'new/mail', written: false });
  await hintOf('tmp/mail');
});

t.test('a new folder is told once it is watched, with all that is in it', async (t) => {
  const { root, told, hintOf, quiet } = await watched(t, emptyDirectory(t));
  mkdirSync(join(root, 'a/b/c'), { recursive: true });
  writeFileSync(join(root, 'a/b/c/early'), '');
  t.equal((await hintOf('a')).type, 'tree');
  await quiet();
  writeFileSync(join(root, 'a/b/c/late'), '');
  t.equal((await hintOf('a/b/c/late')).type, 'name');
  t.notOk(
    told.some(({ type }) => type === 'everything'),
    'nothing else had to be looked at',
  );
});

t.test('a folder that was renamed is watched under its new name', async (t) => {
  const root = emptyDirectory(t);
  mkdirSync(join(root, 'old/inner'), { recursive: true });
  const { hintOf, quiet } = await watched(t, root);
  renameSync(join(root, 'old'), join(root, 'new'));
  t.equal((await hintOf('new')).type, 'tree');
  t.equal((await hintOf('old')).type, 'name');
  await quiet();
  writeFileSync(join(root, 'new/inner/file'), '');
  await hintOf('new/inner/file');
});

t.test('a folder that took the place of another one is looked through', async (t) => {
  const root = emptyDirectory(t);
  for (const folder of ['there', 'other']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'other/file'), '');
  const { hintOf, quiet } = await watched(t, root);
  rmSync(join(root, 'there'), { recursive: true });
  renameSync(join(root, 'other'), join(root, 'there'));
  t.equal((await hintOf('there')).type, 'tree');
  await quiet();
  writeFileSync(join(root, 'there/more'), '');
  await hintOf('there/more');
});

t.test('what is Syncline’s own, or left out, is not told', async (t) => {
  const root = emptyDirectory(t);
  for (const folder of ['.syncline/trash', 'cache/deep', 'kept'])
    mkdirSync(join(root, folder), { recursive: true });
  const { told, hintOf } = await watched(t, root, {
    leavesOut: (path) => path === 'cache' || path === 'kept/log',
  });
  writeFileSync(join(root, '.syncline/trash/x'), '');
  writeFileSync(join(root, 'cache/deep/x'), '');
  writeFileSync(join(root, 'kept/.syncline-20261126-064500000-0123abcd-1.tmp'), '');
  writeFileSync(join(root, 'kept/log'), '');
  writeFileSync(join(root, 'kept/x'), '');
  await hintOf('kept/x');
  t.same([...new Set(told.map((trigger) => ('path' in trigger ? trigger.path : trigger.type)))], ['kept/x']);
});

t.test('links are not followed', async (t) => {
  const outside = emptyDirectory(t);
  const { root, told, hintOf } = await watched(t, emptyDirectory(t));
  symlinkSync(outside, join(root, 'link'));
  t.equal((await hintOf('link')).type, 'name');
  writeFileSync(join(outside, 'file'), '');
  writeFileSync(join(root, 'last'), '');
  await hintOf('last');
  t.notOk(told.some((trigger) => 'path' in trigger && trigger.path === 'link/file'));
});

t.test('a name that is not UTF-8 is looked for in its folder; such a folder is polled', async (t) => {
  const root = emptyDirectory(t);
  mkdirSync(Buffer.concat([Buffer.from(`${root}/folder-`), Buffer.from([0xe9])]));
  const { told, until, quiet } = await watched(t, root);
  t.same(told, []);
  writeFileSync(Buffer.concat([Buffer.from(`${root}/file-`), Buffer.from([0xe9])]), '');
  await until(({ type }) => type === 'tree' || type === 'everything');
  await quiet();
  mkdirSync(Buffer.concat([Buffer.from(`${root}/second-`), Buffer.from([0xe8])]));
  const polled = await until(({ type }) => type === 'unwatched');
  t.match(polled, { type: 'unwatched', because: /UTF-8/ });
  t.ok(
    'path' in polled && [pathFromBytes('folder-\xe9'), pathFromBytes('second-\xe8')].includes(polled.path),
  );
});

t.test(
  'a burst beyond what the system tells is looked for everywhere, and all is watched afterwards (C8)',
  async (t) => {
    const root = emptyDirectory(t);
    mkdirSync(join(root, 'a'));
    const { until, hintOf, quiet } = await watched(t, root, { burstEvents: 20 });
    spawnSync('sh', ['-c', 'for i in $(seq 200); do : > a/$i; done; mkdir b'], { cwd: root });
    await until(({ type }) => type === 'everything');
    await quiet();
    writeFileSync(join(root, 'a/late'), '');
    await hintOf('a/late');
    writeFileSync(join(root, 'b/late'), '');
    await hintOf('b/late');
  },
);

t.test('a root that is moved away is everything', async (t) => {
  const parent = emptyDirectory(t);
  const root = join(parent, 'root');
  mkdirSync(root);
  const { until } = await watched(t, root);
  renameSync(root, join(parent, 'elsewhere'));
  t.match(await until(({ type }) => type === 'everything'), { because: /root/ });
});
