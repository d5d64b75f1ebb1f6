import { readdirSync } from 'node:fs';
import t from 'tap';

import { ROOT } from '@syncline/model';

import { onFilesystem } from './calls.js';
import { makePlace } from './place.js';
import { contentOf, path, requestFor } from './requests.js';

void t.test('F12: a file of 4 GiB is not begun on FAT, and a dry run says so', async (one) => {
  onFilesystem(one, 'vfat');
  const place = await makePlace();
  one.teardown(() => place.cleanup());
  const { endpoint } = place;
  const size = 2 ** 32;
  const content = {
    ...contentOf(Buffer.from('the beginning')),
    whole: undefined,
    chunks: () => {
      throw new Error('it is read');
    },
  };
  const refused = { code: 'full', message: /larger than this file system can hold/ };
  await one.rejects(endpoint.write(requestFor(path('large'), size), content), refused);
  one.match(await endpoint.foresee?.(ROOT, size), refused);
  one.equal(await endpoint.foresee?.(ROOT, 1024), undefined);
  one.same(readdirSync(place.rootPath), []);
});
