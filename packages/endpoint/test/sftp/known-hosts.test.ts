import { createHmac } from 'node:crypto';
import t from 'tap';
import { judgeHostKey, knownKeyTypes } from '../../src/sftp/known-hosts.js';

const KEY = Buffer.from('this is the key');
const OTHER = Buffer.from('this is another key');
const line = (hosts: string, key = KEY, type = 'ssh-ed25519'): string =>
  `${hosts} ${type} ${key.toString('base64')} a comment`;

function hashed(name: string): string {
  const salt = Buffer.from('12345678901234567890');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

t.test('a host is found under its name, by patterns, hashed, and with its port', async (t) => {
  const table: readonly (readonly [hosts: string, host: string, port: number])[] = [
    ['example.org', 'example.org', 22],
    ['example.org', 'EXAMPLE.org', 22],
    ['other,example.org,10.0.0.1', '10.0.0.1', 22],
    ['*.example.org', 'a.example.org', 22],
    ['10.0.0.?', '10.0.0.7', 22],
    ['[example.org]:2222', 'example.org', 2222],
    ['[10.0.0.*]:2222', '10.0.0.7', 2222],
    ['::1', '::1', 22],
    ['[::1]:2222', '::1', 2222],
    [hashed('example.org'), 'example.org', 22],
    [hashed('[example.org]:2222'), 'example.org', 2222],
  ];
  for (const [hosts, host, port] of table)
    t.equal(judgeHostKey(line(hosts), host, port, KEY), 'known', `${hosts} for ${host}:${port}`);
});

t.test('a host of another name, port or pattern is unknown', async (t) => {
  const table: readonly (readonly [hosts: string, host: string, port: number])[] = [
    ['example.org', 'example.com', 22],
    ['example.org', 'a.example.org', 22],
    ['example.org', 'example.org', 2222],
    ['[example.org]:2222', 'example.org', 22],
    ['*.example.org,!bad.example.org', 'bad.example.org', 22],
    ['exampleXorg', 'example.org', 22],
    ['example.org', 'exampleXorg', 22],
    [hashed('example.com'), 'example.org', 22],
    ['|2|x|y', 'example.org', 22],
    ['# example.org', 'example.org', 22],
  ];
  for (const [hosts, host, port] of table)
    t.equal(judgeHostKey(line(hosts), host, port, KEY), 'unknown', `${hosts} for ${host}:${port}`);
  for (const text of ['', 'example.org', 'example.org ssh-ed25519', '@revoked'])
    t.equal(judgeHostKey(text, 'example.org', 22, KEY), 'unknown', text);
});

t.test(
  'S30: another key than the known one is told from an unknown host; a revoked one is never taken',
  async (t) => {
    const judge = (...lines: readonly string[]) => judgeHostKey(lines.join('\n'), 'host', 22, KEY);
    t.equal(judge(line('host', OTHER)), 'changed');
    t.equal(judge(line('host', OTHER), line('host')), 'known', 'it may have several');
    t.equal(judge(line('host'), `@revoked ${line('*')}`), 'revoked');
    t.equal(judge(line('host'), `@revoked ${line('*', OTHER)}`), 'known');
    t.equal(judge(`@cert-authority ${line('host')}`), 'unknown', 'authorities are not taken');
    t.equal(judge(`${line('host')}\r`), 'known', 'lines may end as on Windows');
  },
);

t.test('the types of the known keys are told, so that one of them is asked for', async (t) => {
  const text = [line('host', OTHER, 'ssh-rsa'), line('host'), line('x', KEY, 'ecdsa-sha2-nistp256')].join(
    '\n',
  );
  t.same(knownKeyTypes(text, 'host', 22), ['ssh-rsa', 'ssh-ed25519']);
  t.same(knownKeyTypes(text, 'nobody', 22), []);
});
