import t from 'tap';
import type { ProbeShape } from '../../src/api/shapes.ts';
import { probeAnswers, verdictOf } from '../../src/words/probe.ts';

const probe = (given: Partial<ProbeShape>): ProbeShape => ({
  address: '/srv/mail',
  root: 'directory',
  traits: { links: true },
  ...given,
});

t.test('a test says that it works only of what a run could use', async (t) => {
  t.same(verdictOf(probe({}), 'source'), { works: true, words: '/srv/mail: the folder is there.' });
  t.match(verdictOf(probe({ root: 'not-directory' }), 'destination'), {
    works: false,
    words: /is no folder/,
  });
  const absent = probe({ root: 'absent', parentExists: true });
  t.match(verdictOf(absent, 'source'), { works: false, words: /a run would be refused/ });
  t.match(verdictOf(absent, 'destination'), { works: true, words: /the first run makes it/ });
  t.match(verdictOf({ ...absent, parentExists: false }, 'destination'), {
    works: false,
    words: /make that first/,
  });
  t.match(verdictOf(probe({ trouble: 'Permission denied' }), 'destination'), {
    works: false,
    words: 'Permission denied',
  });
});

t.test('of what is not there nothing is said but who it is', async (t) => {
  t.same(probeAnswers(probe({})), [['Symbolic links can be kept', 'yes']]);
  t.same(probeAnswers(probe({ root: 'absent', fingerprint: 'SHA256:x' })), [['Its host key', 'SHA256:x']]);
});
