import { safeText } from '@syncline/daemon/words';
import { pathFromText } from '@syncline/model';
import t from 'tap';

import { readPath, takeItem } from '../../src/commands/item-words.js';

t.test('an item is a name or two endpoints, and the words after it are taken by name', async (t) => {
  t.same(takeItem(['a', 'b'], 'plan', []), {
    given: { by: 'endpoints', source: 'a', destination: 'b' },
    further: [],
  });
  t.same(takeItem(['mail'], 'plan', []), { given: { by: 'name', name: 'mail' }, further: [] });
  t.same(takeItem(['a', 'b', 'run', 'p'], 'trash restore', ['RUN', 'PATH']).further, ['run', 'p']);
  t.same(takeItem(['mail', 'run', 'p'], 'trash restore', ['RUN', 'PATH']), {
    given: { by: 'name', name: 'mail' },
    further: ['run', 'p'],
  });
});

t.test('words that are neither are told with what to write', async (t) => {
  const usage = /Write: syncline why ITEM PATH, or syncline why SOURCE DESTINATION PATH --mode MODE$/;
  t.throws(() => takeItem(['./a', 'p'], 'why', ['PATH']), { code: 'usage', message: usage });
  t.throws(() => takeItem([], 'plan', []), { code: 'usage', message: /too few arguments/ });
  t.throws(() => takeItem(['a', 'b', 'c'], 'plan', []), { code: 'usage', message: /too many arguments/ });
  t.throws(() => takeItem(['a\u001b[2J'], 'plan', []), {
    message: /'a\\x1b\[2J' is not the name of an item/,
  });
});

t.test('a path is relative, and may be written as it is shown', async (t) => {
  t.same(readPath('d/a'), ['d/a']);
  t.same(readPath('././d/a//'), ['d/a']);
  t.same(readPath('ä'), ['\u00c3\u00a4']);
  t.same(readPath('caf\\xe9'), ['caf\\xe9', 'caf\u00e9'], 'the text itself first, then the byte');
  t.same(readPath('a\\nb'), ['a\\nb', 'a\nb'], 'or the character, as lines of text have it');
  for (const name of ['a\n\r\tb', '\u0085nel', '\u2028ls', '\ufeffbom', '\u0001', 'caf\u00e9']) {
    t.ok(readPath(safeText(name)).includes(pathFromText(name)), safeText(name));
  }
  for (const odd of ['a\\u002fb', 'a\\x2fb', '\\x2e\\x2e', 'a/\\u002e'])
    t.same(readPath(odd), [odd], 'nor a way out');
  t.same(readPath('a\\x2f'), ['a\\x2f'], 'an escape makes no new component');
});

for (const path of ['', '.', './', '/', '/etc/passwd', '..', 'a/../b', 'a//b']) {
  t.test(`'${path}' is no path within an item`, async (t) => {
    t.throws(() => readPath(path), { code: 'usage' });
  });
}
