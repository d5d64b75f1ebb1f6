import t from 'tap';
import { isForUs, isFromOurPage, LOOPBACK_NAMES } from '../../src/access/request-origin.ts';

const allowed = new Set([...LOOPBACK_NAMES, 'sync.example.org']);

t.test('W1: only requests sent to one of our names are answered', async (t) => {
  for (const host of ['localhost:7470', '127.0.0.1:7470', '[::1]:7470', 'LOCALHOST', 'sync.example.org'])
    t.equal(isForUs(host, allowed), true, host);
  const others = ['evil.example', 'evil.example:7470', 'localhost.evil.example', '', 'localhost:x', 'a b'];
  for (const host of others) t.equal(isForUs(host, allowed), false, host);
  t.equal(isForUs(undefined, allowed), false);
});

t.test('W2: what changes something has to come from our own page', async (t) => {
  const host = 'localhost:7470';
  const ours = { host, origin: 'http://localhost:7470', fetchSite: 'same-origin' };
  t.equal(isFromOurPage(ours), true);
  t.equal(isFromOurPage({ ...ours, fetchSite: undefined }), true, 'a browser that does not tell');
  t.equal(isFromOurPage({ ...ours, fetchSite: 'cross-site' }), false);
  t.equal(isFromOurPage({ ...ours, fetchSite: 'same-site' }), false);
  t.equal(isFromOurPage({ ...ours, fetchSite: 'none' }), false);
  t.equal(isFromOurPage({ ...ours, origin: undefined }), false);
  t.equal(isFromOurPage({ ...ours, origin: 'null' }), false);
  t.equal(isFromOurPage({ ...ours, origin: 'http://localhost:8080' }), false, 'another port');
  t.equal(isFromOurPage({ ...ours, origin: 'http://evil.example' }), false);
});
