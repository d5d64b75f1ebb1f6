import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Endpoint } from '../src/endpoint.js';
import { contentOf, openEndpoint as openFtp, path, requestFor } from './ftp/support.js';
import { ALL_SERVERS, skipReason, startServer } from './servers/index.js';
import { openSshSkipReason } from './servers/openssh.js';
import { openEndpoint as openSftp, openSsh } from './sftp/support.js';

/** Whoever else works on a server gets in the way: that is told as what it is, and with what comes of it. */
async function tellsWhatComesNext(t: Test, endpoint: Endpoint): Promise<void> {
  await t.rejects(endpoint.list(path('gone')), {
    code: 'failed',
    message:
      /not there, (may not be entered, )?or was moved or replaced while it was listed.*; the next run lists it anew$/,
  });
  await t.rejects(endpoint.write(requestFor('gone/file', contentOf('text')), contentOf('text')), {
    code: 'stale',
    message: /directory to write into is not there any more; the next run decides anew$/,
  });
  await t.rejects(endpoint.removeDirectory(path('full'), undefined), {
    code: 'stale',
    message: /something is in the directory; the next run decides anew$/,
  });
}

function fill({ directory, adopt }: { readonly directory: string; adopt(): void }): void {
  mkdirSync(join(directory, 'full'));
  writeFileSync(join(directory, 'full/file'), 'text');
  adopt();
}

for (const kind of ALL_SERVERS) {
  t.test(kind, { skip: skipReason(kind) }, async (t) => {
    const server = await startServer(kind);
    t.teardown(() => server.stop());
    fill(server);
    await tellsWhatComesNext(t, await openFtp(t, server.spec));
  });
}

t.test('openssh', { skip: openSshSkipReason() }, async (t) => {
  const server = await openSsh(t);
  fill(server);
  await tellsWhatComesNext(t, await openSftp(t, server.spec));
});
