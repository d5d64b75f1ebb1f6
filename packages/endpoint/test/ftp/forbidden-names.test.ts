import t from 'tap';
import type { ServerKind } from '../servers/index.js';
import { ALL_SERVERS, skipReason, startServer } from '../servers/index.js';
import { MODIFY, endpointAndServer, openEndpoint, path } from './support.js';

/** Names of folders, and the server that makes none of that name. */
const names: ReadonlyMap<string, ServerKind> = new Map([
  ['a*b', 'proftpd'],
  ['a\\b', 'pure-ftpd'],
]);

for (const kind of ALL_SERVERS) {
  t.test(
    `${kind}: a folder whose name the server forbids is told as such, with what to do`,
    { skip: skipReason(kind) },
    async (t) => {
      const server = await startServer(kind);
      t.teardown(() => server.stop());
      const endpoint = await openEndpoint(t, server.spec);
      for (const [name, forbiddenBy] of names) {
        const making = endpoint.makeDirectory(path(name), undefined);
        if (kind !== forbiddenBy) await making;
        else await t.rejects(making, { code: 'name', message: /name"\. Rename it, or ignore it\.$/ }, name);
      }
    },
  );
}

t.test('a name that FTP cannot carry is not asked about, and told with what to do', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/mail', { modify: MODIFY });
  t.match(await endpoint.look(path('mail/ends in a space ')), {
    kind: 'unknown',
    problem: { code: 'name', message: /rename it, or ignore it$/ },
  });
});
