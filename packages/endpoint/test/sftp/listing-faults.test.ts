import t from 'tap';
import { ROOT } from '@syncline/model';
import { REQUEST, STATUS } from '../../src/sftp/protocol.js';
import type { ToldAttributes } from '../servers/scripted-sftp/packets.js';
import type { Hook } from '../servers/scripted-sftp/server.js';
import { endpointAndServer, FILE, file, path } from './support.js';

/** Answers the first time, and says that there is no more from then on. */
function names(...listed: readonly (readonly [string, ToldAttributes])[]): Hook {
  let told = false;
  return (_call, answers) => {
    if (told) answers.status(STATUS.eof);
    else answers.names(listed);
    told = true;
    return true;
  };
}

t.test('S31: a name that leads out of its directory is refused, and the listing is not whole', async (t) => {
  for (const name of ['../etc/passwd', 'a/b', '/', '', 'a\0b']) {
    const [endpoint, server] = await endpointAndServer(t);
    server.on(REQUEST.readdir, names(['good', FILE], [name, FILE]));
    const { complete, entries, incompleteBecause } = await endpoint.list(ROOT);
    t.same(
      entries.map((each) => each.name),
      ['good'],
      JSON.stringify(name),
    );
    t.equal(complete, false);
    t.match(incompleteBecause, /lead out of its directory/);
  }
});

t.test('S31: a size of 2⁵³ or more is an error of that path alone', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.files.set('/huge', { ...file(''), told: { ...FILE, size: 2n ** 53n } });
  server.files.set('/untold', { ...file(''), told: { ...FILE, size: undefined } });
  server.files.set('/usual', file('x'));
  const { complete, entries } = await endpoint.list(ROOT);
  t.equal(complete, true);
  t.match(entries, [
    { name: 'huge', kind: 'unknown', problem: { code: 'unreadable', message: /2⁵³/ } },
    { name: 'untold', kind: 'unknown', problem: { code: 'unreadable' } },
    { name: 'usual', kind: 'file', size: 1 },
  ]);
  t.match(await endpoint.look(path('huge')), { kind: 'unknown', problem: { code: 'unreadable' } });
});

t.test('a name that comes twice is unknown, and so is what is of no known kind', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.on(REQUEST.readdir, names(['a', FILE], ['b', {}], ['a', { ...FILE, mode: 0o120777 }], ['c', FILE]));
  const { complete, entries } = await endpoint.list(ROOT);
  t.equal(complete, true);
  t.same(
    entries.map((each) => `${each.name} ${each.kind}`),
    ['a unknown', 'b unknown', 'c file'],
  );
});

t.test('a listing that ends otherwise than with its end is not whole', async (t) => {
  const ends: readonly (readonly [string, Hook])[] = [
    ['failure', (_call, answers) => (answers.status(STATUS.failure, 'Disk error'), true)],
    ['an empty part', (_call, answers) => (answers.names([]), true)],
  ];
  for (const [title, end] of ends) {
    const [endpoint, server] = await endpointAndServer(t);
    const first = names(['a', FILE]);
    let calls = 0;
    server.on(REQUEST.readdir, (call, answers) => ((calls += 1) === 1 ? first : end)(call, answers));
    const listing = await endpoint.list(ROOT);
    t.match(listing, { complete: false, entries: [{ name: 'a' }] }, title);
  }
});

t.test('absence is believed only where the server says so and the folder is there', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.files.set('/d', { modified: 1 });
  t.match(await endpoint.look(path('d/x')), { kind: 'absent' });
  t.match(await endpoint.look(path('e/x')), { kind: 'unknown', problem: { code: 'unproven' } });
  server.on(REQUEST.lstat, (_call, answers) => (answers.status(STATUS.permissionDenied), true));
  t.match(await endpoint.look(path('d/x')), { kind: 'unknown', problem: { code: 'unproven' } });
  server.on(REQUEST.lstat, (_call, answers) => (answers.status(STATUS.failure), true));
  t.match(await endpoint.look(path('d/x')), { kind: 'unknown', problem: { code: 'unproven' } });
});
