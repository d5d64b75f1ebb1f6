import { hash } from 'node:crypto';
import t from 'tap';
import type { FileSum, Listing } from '@syncline/model';
import { bytesOfFiles, packTokenText, ROOT, TOKEN_BYTES } from '@syncline/model';
import { endpointAndServer, MODIFY } from './support.js';

/** What the files of a listing come to, made of their entries. */
function sumOf({ entries }: Listing): FileSum {
  const files = entries.filter((entry) => entry.kind === 'file');
  const tokens = Buffer.alloc(files.length * TOKEN_BYTES);
  files.forEach(({ token }, index) => packTokenText(tokens, index * TOKEN_BYTES, token));
  return hash('sha256', bytesOfFiles(files.map(({ name }) => name).join('\0'), tokens), 'base64');
}

t.test('files that come to what is known are left out of a listing, and given when asked for', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  for (const name of ['b', 'a']) server.nodes.set(`/${name}`, { content: Buffer.from(name), modify: MODIFY });
  server.nodes.set('/folder', {});
  const before = await endpoint.list(ROOT);
  const known = sumOf(before);
  const listing = await endpoint.list(ROOT, undefined, known);
  t.same(
    listing.entries.map(({ name }) => name),
    ['folder'],
  );
  t.same(listing.columns?.names, ['folder']);
  t.equal(listing.columns?.contentCount, 0);
  t.same(listing.columns?.entry(0), before.entries[2]);
  t.equal(listing.knownFiles?.count, 2);
  t.same((await listing.knownFiles!.whole()).entries, before.entries);

  server.nodes.set('/a', { content: Buffer.from('A'), modify: '20200102030406' });
  const changed = await endpoint.list(ROOT, undefined, known);
  t.equal(changed.knownFiles, undefined, 'one that differs in a second');
  t.equal(changed.entries.length, 3);
  server.nodes.delete('/a');
  t.equal((await endpoint.list(ROOT, undefined, known)).knownFiles, undefined, 'one that is gone');
});

t.test('where files alone are in a folder, and all are known, nothing is left of it', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.from('a'), modify: MODIFY });
  const listing = await endpoint.list(ROOT, undefined, sumOf(await endpoint.list(ROOT)));
  t.same(listing.entries, []);
  t.equal(listing.knownFiles?.count, 1);
});

t.test('a listing that is not complete leaves nothing out', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.from('a'), modify: MODIFY });
  const known = sumOf(await endpoint.list(ROOT));
  server.on('MLSD', (control) => control.send(`type=file;size=1;modify=${MODIFY}; a\r\nwhat\r\n`));
  const listing = await endpoint.list(ROOT, undefined, known);
  t.equal(listing.complete, false);
  t.equal(listing.knownFiles, undefined);
});
