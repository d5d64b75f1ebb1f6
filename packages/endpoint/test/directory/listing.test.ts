import { writeFileSync } from 'node:fs';
import t from 'tap';

import { namesOf, ROOT } from '@syncline/model';

import { failing, onFilesystem, replaceCalls } from './calls.js';
import { makePlace } from './place.js';

/** What Node says of an entry whose kind the file system does not tell, where a path is bytes. */
const kindNotTold = failing('ERR_INVALID_ARG_TYPE');

void t.test('a directory is listed where its file system tells no kinds with the names', async (one) => {
  onFilesystem(one, 'fuse');
  replaceCalls(one, { opendirSync: kindNotTold });
  const place = await makePlace();
  one.teardown(() => place.cleanup());
  for (const name of ['b', '\xe9', 'a']) writeFileSync(place.system(name), name);
  const listing = await place.endpoint.list(ROOT);
  one.strictSame(namesOf(listing), ['a', 'b', '\xe9']);
  one.ok(listing.complete);
});

void t.test('… a large one too, in order', async (one) => {
  replaceCalls(one, { opendirSync: kindNotTold });
  const place = await makePlace();
  one.teardown(() => place.cleanup());
  const names = Array.from(
    { length: 1500 },
    (_, index) => `${String(index).padStart(4, '0')}${'x'.repeat(80)}`,
  );
  for (const name of names.toReversed()) writeFileSync(place.system(name), '');
  const listing = await place.endpoint.list(ROOT);
  one.strictSame(namesOf(listing), names);
  one.ok(listing.complete);
});
