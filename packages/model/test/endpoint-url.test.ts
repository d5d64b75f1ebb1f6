import t from 'tap';

import { addressOf } from '../src/address.js';
import { parseAddress } from '../src/endpoint-url.js';

const parse = (text: string) => parseAddress(text, 'SOURCE');

function ftp(given: object) {
  const plain = {
    type: 'ftp',
    tls: 'none',
    server: 'host',
    port: 21,
    username: 'anonymous',
    password: undefined,
    directory: '',
  };
  return { ...plain, ...given };
}

t.test('a directory is kept as it is written', async (t) => {
  for (const path of ['/a/b', './x', '..', String.raw`C:\x`, 'user@host:/x', 'a b#c?d%zz'])
    t.same(parse(path), { type: 'directory', path });
});

t.test('FTP URLs', async (t) => {
  const table: readonly (readonly [string, object])[] = [
    ['ftp://host', {}],
    ['ftp://host/', {}],
    ['FTP://HOST/', {}],
    ['ftp://host/dir/sub/', { directory: 'dir/sub' }],
    ['ftp://host//dir', { directory: '/dir' }],
    ['ftp://host//', { directory: '/' }],
    ['ftp://host/%2Fdir', { directory: '/dir' }],
    ['ftp://host/a//b/./c', { directory: 'a/b/c' }],
    ['ftp://host/a%20b%C3%A9#c?d@e:f', { directory: 'a bé#c?d@e:f' }],
    ['ftp://host:2121/d', { port: 2121, directory: 'd' }],
    ['ftp://host:/d', { directory: 'd' }],
    ['ftp://me@host/d', { username: 'me', directory: 'd' }],
    ['ftp://me:pw@host', { username: 'me', password: 'pw' }],
    ['ftp://me:@host', { username: 'me', password: '' }],
    ['ftp://me:p@w:x#?@host', { username: 'me', password: 'p@w:x#?' }],
    ['ftp://me%40corp:p%2Fw@host', { username: 'me@corp', password: 'p/w' }],
    ['ftp://me@[::1]:2121/d', { username: 'me', server: '::1', port: 2121, directory: 'd' }],
    ['ftp://[fe80::1%25eth0]/', { server: 'fe80::1%eth0' }],
    ['ftp://bücher.example', { server: 'xn--bcher-kva.example' }],
    ['ftp://a_b.example', { server: 'a_b.example' }],
    ['ftpes://host', { tls: 'explicit' }],
    ['ftps://host', { tls: 'implicit', port: 990 }],
  ];
  for (const [text, expected] of table) t.same(parse(text), ftp(expected), text);
});

t.test('SFTP URLs', async (t) => {
  const plain = {
    type: 'sftp',
    server: 'host',
    port: 22,
    username: 'me',
    password: undefined,
    directory: '',
  };
  const table: readonly (readonly [string, object])[] = [
    ['sftp://me@host', {}],
    ['SFTP://me@HOST/dir/', { directory: 'dir' }],
    ['sftp://me@host//srv/dir', { directory: '/srv/dir' }],
    ['sftp://me:p%40w@host:2222/d', { password: 'p@w', port: 2222, directory: 'd' }],
    ['sftp://me@[::1]:2222/', { server: '::1', port: 2222 }],
  ];
  for (const [text, expected] of table) t.same(parse(text), { ...plain, ...expected }, text);
});

t.test('bad endpoints are refused with the part at fault', async (t) => {
  const table: readonly (readonly [string, RegExp])[] = [
    ['', /SOURCE: it is empty/],
    ['sftp://host/d', /user name is missing.*sftp:\/\/user@host/],
    ['sftp://@host/d', /user name before '@' is empty.*sftp:\/\/user@host/],
    ['xyz://host', /'xyz:\/\/' is not a kind of endpoint.*ftp:\/\/.*ftpes:\/\/.*ftps:\/\/.*sftp:\/\//],
    ['file:///a', /'file:\/\/' is not a kind.*plain path/],
    ['ftp:/host/d', /two slashes.*\.\/ftp:/],
    ['ftps:host', /two slashes/],
    ['ftp://', /host is missing/],
    ['ftp:///d', /host is missing/],
    ['ftp://@host', /user name before '@' is empty/],
    ['ftp://ho st/', /host is not valid|not a valid name/],
    ['ftp://::1/', /not a valid name|port/],
    ['ftp://[::g]/', /not a valid name/],
    ['ftp://[::1/', /not a valid name/],
    ['ftp://host:0/', /port must be a number from 1 to 65535/],
    ['ftp://host:65536/', /port must be/],
    ['ftp://host:x/', /port must be/],
    ['ftp://host/%zz', /the path holds a bad escape/],
    ['ftp://host/%ff', /the path holds a bad escape/],
    ['ftp://m%e@host/', /the user name holds a bad escape/],
    ['ftp://me:%@host/', /the password holds a bad escape/],
    ['ftp://host/a/../b', /holds '\.\.'/],
  ];
  for (const [text, message] of table) t.throws(() => parse(text), { code: 'usage', message }, text);
});

t.test('G6: line breaks and NUL are refused, and nothing of the value is repeated', async (t) => {
  const breaks = ['\r', '\n', '\0'];
  const places = [
    '/seCret$',
    'ftp://seCret$@host',
    'ftp://u:seCret$@host',
    'ftp://seCret$host/',
    'ftp://host/seCret$',
  ];
  const escaped = ['ftp://seCret%0a@host', 'ftp://u:seCret%0D@host', 'ftp://host/seCret%00'];
  const texts = [...escaped, ...breaks.flatMap((bad) => places.map((place) => place.replace('$', bad)))];
  for (const text of texts) {
    t.throws(
      () => parse(text),
      { code: 'usage', message: /^SOURCE: (?!.*seCret).*line break or NUL/ },
      JSON.stringify(text),
    );
  }
});

t.test('an error never repeats what may be a password', async (t) => {
  const texts = [
    'ftp://me:hun/ter@host/d',
    'ftp://me:hun%ter@host/d',
    'ftp://me:hunter@ho st/d',
    'sftp://me:hunter@ho st',
    'xyz://me:hunter@host',
  ];
  for (const text of texts) t.throws(() => parse(text), { message: /^(?!.*(hun|ter)).*$/ }, text);
});

t.test('a label holds no password, is the same for every spelling, and reads back the same', async (t) => {
  const table: readonly (readonly [string, string])[] = [
    ['ftp://me:pw@HOST:21/d/', 'ftp://me@host/d'],
    ['ftp://host:2121//d', 'ftp://anonymous@host:2121//d'],
    ['ftps://me@host:990/a%20b%25', 'ftps://me@host/a%20b%25'],
    ['ftpes://m%40x@[::1]/é', 'ftpes://m%40x@[::1]/é'],
    ['ftp://host//', 'ftp://anonymous@host//'],
    ['sftp://me:pw@HOST:22/d/', 'sftp://me@host/d'],
    ['sftp://me@host:2222//d', 'sftp://me@host:2222//d'],
    ['ftp://[fe80::1%25eth0]/d', 'ftp://anonymous@[fe80::1%25eth0]/d'],
    ['x/', 'x/'],
  ];
  for (const [text, label] of table) {
    t.equal(addressOf(parse(text)), label, text);
    t.equal(addressOf(parse(label)), label, label);
  }
});
