import t from 'tap';
import { pathFromBytes } from '@syncline/model';
import { judgeName, serverCanHold, unsendable } from '../../src/ftp/names.js';

t.test('a name that could lead elsewhere is unsafe', async (t) => {
  for (const name of ['', '.', '..', 'a/b', '/etc', '../x', 'a\0b'])
    t.equal(judgeName(name), 'unsafe', JSON.stringify(name));
  for (const name of ['a\\b', 'C:x', 'c:']) {
    t.equal(judgeName(name), 'fine', `${name} on a Unix server`);
    t.equal(judgeName(name, true), 'unsafe', `${name} on a Windows server`);
  }
});

t.test('a name that FTP cannot carry both ways is not sent', async (t) => {
  for (const name of [' a', 'a ', 'a\nb', 'a\rb', 'a\tb', '\x7f', '\x1b[0m', 'latin\xe9', '\xff']) {
    t.equal(judgeName(name), 'unholdable', JSON.stringify(name));
    t.equal(serverCanHold(pathFromBytes(name)), false);
  }
  for (const name of [
    'a b',
    '.a',
    '...',
    '-rf',
    '\xc3\xa9',
    'a:2,S',
    '*',
    '[x]',
    '"',
    "'",
    '~',
    '$HOME',
    '%41',
    'x -> y',
  ]) {
    t.equal(serverCanHold(pathFromBytes(name)), true, JSON.stringify(name));
  }
});

t.test('every component of a path is judged', async (t) => {
  t.equal(unsendable(pathFromBytes('a/b /c'), false), 'b ');
  t.equal(unsendable(pathFromBytes('a/../c'), false), '..');
  t.equal(unsendable(pathFromBytes('a/b/c'), false), undefined);
  t.equal(unsendable(pathFromBytes(''), false), undefined);
});
