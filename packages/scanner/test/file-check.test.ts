import t from 'tap';
import { SynclineError } from '@syncline/model';
import { whyCheckFails } from '../src/file-check.js';
import { side, signal } from './support.js';

const holding = (text: string | undefined) =>
  side({ readHead: async () => (text === undefined ? undefined : Buffer.from(text)) });

t.test('a file that is there is enough where no text is asked for', async (t) => {
  t.equal(await whyCheckFails(holding(''), { path: 'marker' }, signal), undefined);
});

t.test('a file that is not there fails the check, and the reason names file and side', async (t) => {
  t.match(
    await whyCheckFails(holding(undefined), { path: 'marker' }, signal),
    /"marker" is not there on the fake side/,
  );
});

t.test('the text has to match', async (t) => {
  const check = { path: 'marker', pattern: '^disk [0-9]+ – blå$' };
  t.equal(await whyCheckFails(holding('disk 7 – blå'), check, signal), undefined);
  t.match(await whyCheckFails(holding('disk seven'), check, signal), /does not match "\^disk[^,]*$/);
  t.match(
    await whyCheckFails(holding('disk 7 – blå\n'), check, signal),
    /does not match .*, for the line break at its end: write \\s\*\$/,
  );
  t.equal(
    await whyCheckFails(holding('disk 7\n'), { ...check, pattern: String.raw`^disk 7\s*$` }, signal),
    undefined,
  );
});

t.test('the file is asked for as it was given, and no more than its first MiB', async (t) => {
  const asked: unknown[] = [];
  const endpoint = side({
    readHead: async (...question) => {
      asked.push(question.slice(0, 2));
      return Buffer.from('');
    },
  });
  await whyCheckFails(endpoint, { path: '/mnt/é/marker' }, signal);
  t.strictSame(asked, [['/mnt/é/marker', 1_048_576]]);
});

t.test('a file that cannot be read fails the check, and says why', async (t) => {
  const unreadable = new SynclineError('unreadable', 'permission denied', { scope: 'path' });
  const endpoint = side({ readHead: () => Promise.reject(unreadable) });
  t.match(
    await whyCheckFails(endpoint, { path: 'marker' }, signal),
    /^the file "marker" on the fake side cannot be read: permission denied$/,
  );
});

t.test('a side that cannot answer does not fail the check but the run', async (t) => {
  const lost = new SynclineError('unreachable', 'connection lost', { scope: 'endpoint' });
  for (const error of [lost, new Error('a fault')]) {
    const endpoint = side({ readHead: () => Promise.reject(error) });
    await t.rejects(whyCheckFails(endpoint, { path: 'marker' }, signal), error);
  }
});
