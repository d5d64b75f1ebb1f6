import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { bench, unprivileged } from '../support/bench.ts';
import { cli, EXECUTABLE } from '../support/cli.ts';
import { snapshot, texts } from '../support/observe.ts';
import { exists } from '../support/plant.ts';
import { readReport } from '../support/report.ts';

/** What is given besides a good source and destination, and what the message has to name. */
const execute = promisify(execFile);

const options: readonly (readonly [title: string, options: string[], names: RegExp])[] = [
  ['an unknown option', ['--frobnicate'], /--frobnicate/],
  ['an option that is cut short', ['--mod', 'clone'], /--mod\b/],
  ['an unknown mode', ['--mode', 'mirror'], /mirror.*|simple.*clone/s],
  ['an option without its value', ['--mode'], /--mode/],
  ['a time of live mode without its unit', ['--live', '--settle', '100'], /--settle/],
  ['a bad pattern', ['--ignore', '(unclosed'], /\(unclosed/],
  ['a bad pattern, its part at fault', ['--ignore', 'good|[z-a]'], /z-a/],
  ['look-around', ['--ignore', '(?=ahead)x'], /\(\?=.*look-around/s],
  ['a back-reference', ['--ignore-source', String.raw`(a)\1`], /\\1.*back-reference/s],
  ['a bad pattern of one side', ['--ignore-destination', '*'], /\*/],
  ['a bad pattern of a File Check', ['--file-check-source', 'f=(x'], /\(x/],
  ['an empty File Check', ['--file-check-destination', ''], /file-check-destination/],
  ['a share of deletes without sense', ['--max-delete', 'many'], /many/],
  ['a share of deletes above all', ['--max-delete', '120%'], /120%/],
  ['a negative share of deletes', ['--max-delete', '-5%'], /-5%|max-delete/],
  ['a rate without sense', ['--bandwidth', 'fast'], /fast/],
  ['a rate of nothing', ['--bandwidth', '0'], /bandwidth/],
  ['no connections', ['--connections', '0'], /connections/],
  ['a timeout without sense', ['--timeout', 'soon'], /soon/],
  ['retries without sense', ['--retries', '-1'], /retries/],
  ['an unknown comparison', ['--compare', 'hash'], /hash/],
  ['an unknown conflict policy', ['--conflict', 'mine'], /mine/],
  ['an empty state directory', ['--state', ''], /--state/],
  ['a third place', ['elsewhere'], /elsewhere|argument/],
];

t.test('G2: bad options: exit 2, the thing at fault is named, and nothing is touched', async (t) => {
  const the = bench(t, { source: { a: '1' } });
  const before = snapshot(the.root);
  t.jobs = 2;
  for (const [title, more, names] of options) {
    t.test(title, { buffered: true }, async (t) => {
      const state = more.includes('--state') ? [] : ['--state', the.state];
      const ended = await cli(['sync', the.source, the.destination, '--json', ...state, ...more], {
        env: { HOME: the.root },
      });
      t.equal(ended.exit, 2, ended.stderr);
      t.equal(ended.stdout, '');
      t.match(ended.stderr, names);
      t.notMatch(ended.stderr, /\n\s+at /, 'no stack trace');
    });
  }
  await t.test('nothing is touched', async (t) => t.same(snapshot(the.root), before));
});

/** Destinations; `%` stands for the port of nobody. */
const places: readonly (readonly [title: string, place: string, exit: number, names: RegExp])[] = [
  ['sftp without a user', 'sftp://host/x', 2, /user name is missing.*sftp:\/\/user@host/s],
  ['an unknown protocol', 'http://host/x', 2, /http/],
  ['a URL without a host', 'ftp:///x', 2, /ftp:\/\/\/x|host/],
  ['a port that is none', 'ftp://host:99999/x', 2, /99999|port/],
  ['a port that is no number', 'ftp://host:ftp/x', 2, /port|ftp:\/\/host:ftp/],
  ['a line end in a URL', 'ftp://host/a%0d%0aDELE%20x', 2, /./],
  ['a line end in a user name', 'ftp://me%0aDELE@host/a', 2, /./],
  ['an empty place', '', 2, /DESTINATION|destination|empty/],
  ['a host that does not exist', 'ftp://no-such-host.invalid/x', 4, /no-such-host\.invalid/],
  ['a port where nobody listens', 'ftp://127.0.0.1:%/x', 4, /127\.0\.0\.1.*(refused|ECONNREFUSED)/s],
  ['a port where no SSH listens', 'sftp://me@127.0.0.1:%/x', 4, /127\.0\.0\.1.*(refused|ECONNREFUSED)/s],
];

t.test('bad places', async (t) => {
  const port = await freePort();
  for (const [title, place, exit, names] of places) {
    t.test(`${title}: exit ${exit}, named, and nothing is touched`, async (t) => {
      const the = bench(t, { source: { a: '1' } });
      const before = snapshot(the.source);
      const url = place.includes('://') && place.includes(':%') ? place.replace('%', String(port)) : place;
      const quick = ['--timeout', '5', '--retries', '0'];
      const env = { HOME: the.root, SYNCLINE_DESTINATION_PASSWORD: 'secret-word' };
      const ended = await cli(['sync', the.source, url, '--json', '--state', the.state, ...quick], { env });
      t.equal(ended.exit, exit, ended.stderr);
      t.match(ended.stderr, names);
      t.notMatch(ended.stderr, /\n\s+at |secret-word/, 'no stack trace and no secret');
      if (exit === 2) t.equal(ended.stdout, '');
      else t.match(readReport(ended.stdout, false).summary, { exit, reason: String });
      t.same(snapshot(the.source), before);
    });
  }
});

t.test('missing arguments and commands', async (t) => {
  const { root } = bench(t);
  const rows = [
    [],
    ['sync'],
    ['sync', root],
    ['frobnicate'],
    ['sync', root, `${root}/d`, '--quiet', '--verbose'],
  ];
  for (const args of rows) t.match(await cli(args), { exit: 2, stdout: '', stderr: /./ }, args.join(' '));
  t.match(await cli(['--version']), { exit: 0, stdout: /^\d+\.\d+\.\d+/ });
  t.match(await cli(['--help']), { exit: 0, stdout: /sync/ });
  t.match(await cli(['sync', '--help']), { exit: 0, stdout: /--max-delete/ });
});

t.test('a password in a URL is warned of and never shown', async (t) => {
  const { source, root, state } = bench(t, { source: { a: '1' } });
  const url = `ftp://me:secret-word@127.0.0.1:${await freePort()}/x`;
  for (const more of [[], ['--json'], ['--verbose'], ['--json', '--quiet']]) {
    const ended = await cli(['sync', source, url, '--state', state, '--retries', '0', ...more]);
    t.equal(ended.exit, 4);
    t.match(ended.stderr, /password/i, 'a warning');
    t.notMatch(ended.stdout + ended.stderr, /secret-word/);
  }
  const everything = Object.keys(snapshot(root)).join('\n');
  t.notMatch(everything, /secret-word/);
  t.ok(exists(source));
});

t.test(
  'J7: a state directory that cannot be made is refused by every kind of run, and by the daemon',
  async (t) => {
    const the = bench(t, { source: { a: '1' }, destination: {} });
    writeFileSync(`${the.root}/file`, '');
    writeFileSync(`${the.root}/syncline.yaml`, 'items: []\n');
    for (const state of ['/proc/nobody-makes-this/state', `${the.root}/file/state`, `${the.root}/file`]) {
      const refused = { exit: 3, stderr: new RegExp(`${state}.*cannot be used.*--state DIR`) };
      for (const further of [[], ['--live']])
        t.match(
          await cli(['sync', the.source, the.destination, '--state', state, ...further]),
          refused,
          state,
        );
      const daemon = await cli(['daemon', '--config', `${the.root}/syncline.yaml`, '--state', state]);
      t.match(daemon, { exit: 3, stdout: refused.stderr }, state);
      t.notMatch(daemon.stdout, /"stack"/);
    }
    t.same(texts(the.destination), {});
  },
);

t.test(
  'a dry run is refused where the state directory may not be written',
  { skip: unprivileged.skip },
  async (t) => {
    const the = bench(t, { source: { a: '1' }, destination: {}, ...unprivileged });
    mkdirSync(the.state);
    chmodSync(the.state, 0o555);
    for (const further of [['--dry-run'], []])
      t.match(await the.run(...further), { exit: 3, summary: { reason: /cannot be used/ } });
  },
);

t.test(
  'where the working directory was removed, absolute paths work and relative ones lead nowhere',
  async (t) => {
    const the = bench(t, { source: { a: '1' } });
    const start = async (...args: readonly string[]): Promise<string> => {
      const folder = mkdtempSync(join(the.root, 'removed-'));
      // The test runner's own hooks would not start there.
      const command = [
        'rmdir "$PWD" && env -u NODE_OPTIONS "$@" 2>&1; echo "exit $?"',
        'sh',
        process.execPath,
        EXECUTABLE,
      ];
      return (await execute('sh', ['-c', ...command, ...args], { cwd: folder })).stdout;
    };
    t.match(await start('sync', the.source, the.destination, '--state', the.state), /exit 0\n$/);
    t.same(texts(the.destination), { a: '1' });
    t.match(await start('sync', 'source', the.destination), /does not exist.*exit 3\n$/s);
    t.match(await start('sync', the.source, 'destination'), /does not exist.*exit 3\n$/s);
    t.match(
      await start('sync', the.source, the.destination, '--state', 'state'),
      /cannot be used.*exit 3\n$/s,
    );
  },
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
