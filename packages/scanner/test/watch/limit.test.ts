import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { emptyDirectory } from './support.js';

const CHILD = fileURLToPath(new URL('limited.mjs', import.meta.url));

/** In a user namespace of its own the limit can be lowered without touching anybody else's. */
function withWatches(limit: number, root: string) {
  const script = `echo ${limit} > /proc/sys/user/max_inotify_watches && exec "$0" "$1" "$2"`;
  return spawnSync('unshare', ['-Ur', 'sh', '-c', script, process.execPath, CHILD, root], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
}

const possible = withWatches(100, '/nonexistent').status === 0;

t.test(
  'a limit of inotify is named with the sysctl and the number needed, and the root is polled (D4)',
  {
    skip: possible ? false : 'user namespaces are not to be had here',
  },
  async (t) => {
    const root = emptyDirectory(t);
    for (let index = 0; index < 30; index += 1) mkdirSync(join(root, `folder ${index}`));
    const { stdout } = withWatches(20, root);
    const [unwatched, armed] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    t.match(unwatched, {
      type: 'unwatched',
      path: '',
      because: /31 folders need sysctl fs\.inotify\.max_user_watches/,
    });
    t.same(armed, { type: 'armed', folders: 0 }, 'what was taken is given back');
  },
);

t.test('a folder that cannot be read for want of descriptors leaves the root to be polled', async (t) => {
  const [root, other] = [emptyDirectory(t), emptyDirectory(t)];
  mkdirSync(join(root, 'folder'));
  const child = fileURLToPath(new URL('starved.mjs', import.meta.url));
  const script = 'ulimit -n 200 && exec "$0" "$@"';
  const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, child, root, other], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  t.equal(stderr, '');
  const told = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  t.match(told, [
    { type: 'unwatched', path: '', because: /EMFILE.*raise the limit of open files/ },
    { type: 'armed', folders: 0 },
  ]);
});
