import t from 'tap';
import { makePlace } from './place.js';
import { contentOf, fileAt, path, requestFor, RUN, write } from './requests.js';

const CHUNK = Buffer.alloc(70_000, 'x');

void t.test(
  'D2: a source that fails in the middle leaves the old version, wherever it fails',
  async (one) => {
    // No file of a plain machine fails with EIO at a chosen place: the content does.
    const place = await makePlace();
    one.teardown(() => place.cleanup());
    const { endpoint } = place;
    await write(endpoint, path('f'), 'old version');
    const expected = await fileAt(endpoint, path('f'));
    for (const good of [0, 1, 3]) {
      const content = {
        ...contentOf(Buffer.alloc(5 * CHUNK.length)),
        whole: undefined,
        async *chunks() {
          for (let chunk = 0; chunk < good; chunk += 1) yield CHUNK;
          throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
        },
      };
      for (const trash of [undefined, RUN]) {
        const request = requestFor(path('f'), content.size, { expected, trash });
        await one.rejects(endpoint.write(request, content), /input.output error/, `after ${good} chunks`);
      }
    }
    one.equal(String(await place.outside.read(path('f'))), 'old version');
    one.same(await place.outside.list(path('')), ['f'], 'no temp file, no trash');
  },
);
