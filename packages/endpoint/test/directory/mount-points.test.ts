import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { ROOT, type Answer } from '@syncline/model';

import { createDirectoryEndpoint } from '../../src/directory/directory.js';
import { HAS_SYSTEM_CALLS } from '../../src/directory/system-calls.js';
import { needsMount } from './may-mount.js';
import { makePlace } from './place.js';
import { path } from './requests.js';

/** The module that the compiled endpoint has them from. */
const { loadSystemCalls } = (await import(
  new URL('../../dist/directory/system-calls.js', import.meta.url).href
)) as typeof import('../../src/directory/system-calls.js');

for (const loaded of [false, true]) {
  void t.test(
    `a folder of the same file system that is mounted is told, one that is bound to itself is not, ${loaded ? 'by the calls of the C library' : 'by Node'}`,
    { skip: needsMount.skip || (loaded && !HAS_SYSTEM_CALLS ? 'needs Linux on x64 or arm64' : false) },
    async (one) => {
      if (loaded) one.ok(loadSystemCalls(), 'they are loaded');
      const { endpoint, besides, rootPath, cleanup } = await makePlace();
      const names = ['bound', 'plain', 'self'];
      for (const name of names) mkdirSync(join(rootPath, name));
      mkdirSync(join(besides, 'elsewhere'));
      const mounts = [
        [join(besides, 'elsewhere'), join(rootPath, 'bound')],
        [join(rootPath, 'self'), join(rootPath, 'self')],
      ] as const;
      one.teardown(async () => {
        await endpoint.close();
        for (const [, to] of mounts) execFileSync('umount', [to]);
        await cleanup();
      });
      for (const [from, to] of mounts) execFileSync('mount', ['--bind', from, to]);
      const isTold = (entry: Answer | undefined): boolean | undefined =>
        entry?.kind === 'directory' ? entry.mountPoint === true : undefined;
      one.same((await endpoint.list(ROOT)).entries.map(isTold), [true, false, false]);
      one.same(await Promise.all(names.map(async (name) => isTold(await endpoint.look(path(name))))), [
        true,
        false,
        false,
      ]);
      for (const [name, told] of [
        ['bound', true],
        ['plain', false],
        ['self', false],
      ] as const) {
        const root = await createDirectoryEndpoint({ type: 'directory', path: join(rootPath, name) }).root();
        one.equal(root.state === 'directory' && root.mountPoint, told, name);
      }
    },
  );
}
