import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { pair } from '../support/pair.ts';
import type { Tree } from '../support/plant.ts';
import { folderOn, onEveryServer } from '../support/servers.ts';

const FOLDERS = 6;
const FILES = 24;

onEveryServer(t, (t, server) => {
  t.test('files that are deleted at once keep their names in the trash', async (t) => {
    const paths = Array.from({ length: FOLDERS * FILES }, (_, n) => `f${n % FOLDERS}/${n}`);
    const tree: Tree = Object.fromEntries(['kept', ...paths].map((path) => [path, path]));
    const the = pair(t, undefined, folderOn(server), { source: tree });
    const clone = ['--mode', 'clone', '--max-delete', '100%'];
    t.match(await the.run(...clone), { exit: 0 });
    the.plant('source', Object.fromEntries(paths.map((path) => [path, undefined])));
    t.match(await the.run(...clone), { exit: 0, summary: { deleted: FOLDERS * FILES } });
    const trash = join(the.destination, '.syncline/trash');
    const [run] = readdirSync(trash);
    const kept = readdirSync(join(trash, run!), { recursive: true }).map(String);
    t.same(kept.filter((path) => path.includes('/')).sort(), [...paths].sort());
    t.equal(kept.length, paths.length + FOLDERS, 'no folder has another name either');
  });
});
