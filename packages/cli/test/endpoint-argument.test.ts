import t from 'tap';

import { parseEndpointArgument } from '../src/endpoint-argument.js';

const parse = (text: string) => parseEndpointArgument(text, 'SOURCE', '/here');

t.test('directories become absolute', async (t) => {
  const table: readonly (readonly [string, string])[] = [
    ['/a/b', '/a/b'],
    ['/a/b/', '/a/b'],
    ['./x', '/here/x'],
    ['x', '/here/x'],
    ['../x', '/x'],
    ['.', '/here'],
    [String.raw`C:\x`, String.raw`/here/C:\x`],
    ['user@host:/x', '/here/user@host:/x'],
    ['./ftp:x', '/here/ftp:x'],
    ['a b#c?d%zz', '/here/a b#c?d%zz'],
  ];
  for (const [text, path] of table) t.same(parse(text), { type: 'directory', path }, text);
});
