import t from 'tap';

import type { Item, SideSpec } from '@syncline/model';
import { DEFAULT_DELETE_LIMIT, DEFAULT_LIMITS, DEFAULT_TRASH, pathFromBytes } from '@syncline/model';

import { planHeader, planLine, plannedOperation } from '../../src/commands/plan-format.js';

t.test('every path comes back from a plan as the bytes that it was', async (t) => {
  const names = ['plain', 'a\\b', 'a\\x41', 'caf\u00e9', '\u00c3\u00a4', '\u00ff\\', 'a\nb"c'].map(
    pathFromBytes,
  );
  for (const path of names) {
    for (const from of [undefined, ...names]) {
      const operation = {
        op: from === undefined ? 'mkdir' : 'move',
        side: 'source',
        path,
        from,
        reason: 'new',
      } as const;
      const line = JSON.parse(JSON.stringify(planLine(operation))) as ReturnType<typeof planLine>;
      const read = plannedOperation(line);
      t.same([read.path, read.from], [path, from]);
    }
  }
});

function itemOf(source: SideSpec, destination: SideSpec): Item {
  return {
    name: 'x',
    mode: 'clone',
    recursive: true,
    trash: DEFAULT_TRASH,
    deleteLimit: DEFAULT_DELETE_LIMIT,
    compare: 'size',
    conflict: 'newer',
    limits: DEFAULT_LIMITS,
    source,
    destination,
  };
}

t.test('no password is in a plan, and everything else of the item is', async (t) => {
  const ftp = {
    type: 'ftp',
    tls: 'explicit',
    server: 'host',
    port: 21,
    username: 'me',
    password: 'sEcret',
    directory: 'd',
    fingerprint: 'ab',
  } as const;
  const item = itemOf(
    { endpoint: ftp, ignore: ['a'] },
    { endpoint: { type: 'directory', path: '/d' }, ignore: [] },
  );
  const header = planHeader(item, '/state', true, 0);
  t.notMatch(JSON.stringify(header), 'sEcret');
  const { password: _, ...place } = ftp;
  t.same(header, {
    type: 'syncline-plan',
    version: 1,
    created: '1970-01-01T00:00:00.000Z',
    state: '/state',
    approveDeletes: true,
    item: { ...item, source: { endpoint: place, ignore: ['a'] } },
  });
});

t.test('no private key is in a plan', async (t) => {
  const endpoint = {
    type: 'sftp',
    server: 'host',
    port: 22,
    username: 'me',
    password: 'sEcret',
    privateKey: '-----BEGIN sEcret',
    directory: 'd',
    fingerprint: 'ab',
  } as const;
  const item = itemOf({ endpoint: { type: 'directory', path: '/s' }, ignore: [] }, { endpoint, ignore: [] });
  const header = planHeader(item, '/state', true, 0);
  t.notMatch(JSON.stringify(header), 'sEcret');
  const { password: _, privateKey: __, ...place } = endpoint;
  t.same(header.item.destination.endpoint, place);
});
