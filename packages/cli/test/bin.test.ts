import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import t from 'tap';

const bin = fileURLToPath(new URL('../bin/syncline.js', import.meta.url));
const built = existsSync(new URL('../dist/main.js', import.meta.url));

interface Ran {
  readonly exit: number | string | null | undefined;
  readonly out: string;
  readonly err: string;
}

function run(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], (error, out, err) => {
      resolve({ exit: error === null ? 0 : error.code, out, err });
    });
  });
}

t.test('the executable', { skip: !built && 'not built' }, async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'syncline-cli-'));
  t.teardown(() => rmSync(home, { recursive: true }));

  t.match(await run('--version'), { exit: 0, out: /^\d+\.\d+\.\d+\n$/, err: '' });
  t.match(await run('--help'), { exit: 0, out: /Usage: syncline/, err: '' });
  t.match(await run('sync', '--help'), { exit: 0, out: /Exit codes/, err: '' });
  t.match(await run('help'), { exit: 0, out: /Usage: syncline/, err: '' });
  t.match(await run('help', 'trash', 'restore'), { exit: 0, out: /Usage: syncline trash restore/, err: '' });
  t.match(await run('help', 'nosuch'), { exit: 2, out: '', err: /no such command/ });
  t.match(await run(), { exit: 2, out: '', err: /Usage: syncline/ });
  t.match(await run('sync', home), { exit: 2, out: '', err: /DESTINATION/ });
  t.match(await run('sync', home, 'sftp://h', '--json', '--state', join(home, 's')), {
    exit: 2,
    out: '',
    err: /user name is missing/,
  });
  t.same(readdirSync(home), [], 'nothing is touched');
});

t.test(
  'bytes that are not UTF-8 are refused, not taken for another name',
  { skip: !built && 'not built' },
  async (t) => {
    const home = mkdtempSync(join(tmpdir(), 'syncline-cli-'));
    t.teardown(() => rmSync(home, { recursive: true }));
    const script = `mkdir "$1/from" "$1/$(printf 'caf\\351')"; cd "$1/from"
    "$2" "$3" sync . "../$(printf 'dst-\\351')" --state ../state 2>&1; echo "exit $?"
    cd "$1/$(printf 'caf\\351')"; "$2" "$3" sync "$1/from" to --state "$1/state" 2>&1; echo "exit $?"`;
    const shown = execFileSync('sh', ['-c', script, 'sh', home, process.execPath, bin], { encoding: 'utf8' });
    t.match(shown, /'..\/dst-\\xe9' is not UTF-8.*symbolic link.*\nexit 2\n/);
    t.match(shown, /working-directory-whose-name-is-not-UTF-8\/to .*\n(.*\n)*exit 3\n/);
    const names = readdirSync(home, 'latin1').sort();
    t.same(
      names.filter((name) => name !== 'state'),
      ['caf\xe9', 'from'],
      'nothing is made',
    );
  },
);

/** An account that nobody gave a name. */
const NAMELESS = { uid: 61_544, gid: 61_544 };

function cannotBeNameless(): string | false {
  if (!built) return 'not built';
  if (process.getuid?.() !== 0) return 'only root becomes somebody else';
  try {
    execFileSync(process.execPath, [bin, '--version'], { ...NAMELESS, stdio: 'ignore' });
    return false;
  } catch {
    return 'another account cannot run the command from here';
  }
}

const stranger = { skip: cannotBeNameless() };

t.test('a user without a name and a home has a state directory where one is given', stranger, async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'syncline-cli-'));
  t.teardown(() => rmSync(home, { recursive: true }));
  chmodSync(home, 0o777);
  mkdirSync(join(home, 'from'));
  const script = `cd "$1" || exit; for home in -uHOME HOME= HOME=relative; do
    for more in "--state state" ""; do env -u NODE_OPTIONS "$home" "$2" "$3" sync from to $more 2>&1; echo "exit $?"; done; done`;
  const shown = execFileSync('sh', ['-c', script, 'sh', home, process.execPath, bin], {
    encoding: 'utf8',
    ...NAMELESS,
  });
  const answer = /In sync.*\nexit 0\n.*no-home-directory\/.* --state DIR\.\n(.*\n)*exit 3\n/;
  t.match(shown, new RegExp(`^(${answer.source}){3}$`));
  t.same(readdirSync(home).sort(), ['from', 'state', 'to']);
});

t.test('a reader that has seen enough is no error', { skip: !built && 'not built' }, async (t) => {
  const shown = execFileSync('sh', ['-c', '"$0" "$1" help sync 2>&1 | head -n 1', process.execPath, bin], {
    encoding: 'utf8',
  });
  t.match(shown, /^Usage: syncline sync [^\n]*\n$/);
});

/** Libraries whose code a process took in, from files of their own or from a bundle, whose source maps tell where its parts come from. */
function librariesIn(coverage: string): Set<string> {
  const urls = readdirSync(coverage).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as {
      readonly result: readonly { readonly url: string }[];
    };
    return result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
  });
  const origins = urls.flatMap((url) => [url, ...sourcesOf(fileURLToPath(url))]);
  const names = origins.map((origin) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(origin)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

function sourcesOf(file: string): readonly string[] {
  if (!existsSync(`${file}.map`)) return [];
  return (JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { readonly sources: readonly string[] }).sources;
}

t.test(
  'a run between directories takes in no library that it has no use for',
  { skip: !built && 'not built' },
  async (t) => {
    const home = mkdtempSync(join(tmpdir(), 'syncline-cli-'));
    t.teardown(() => rmSync(home, { recursive: true }));
    const [source, destination, coverage] = ['a', 'b', 'coverage'].map((name) => join(home, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(source);
    mkdirSync(destination);
    execFileSync(process.execPath, [bin, 'sync', source, destination, '--state', join(home, 's')], {
      env: { ...process.env, NODE_V8_COVERAGE: coverage },
    });

    const libraries = librariesIn(coverage);
    t.ok(libraries.has('rxjs') && libraries.has('commander'), 'what it uses is seen');
    for (const unused of [
      'fastify',
      'pino',
      'prom-client',
      'yaml',
      'zod',
      'basic-ftp',
      'ssh2',
      'chokidar',
      're2js',
    ])
      t.notOk(libraries.has(unused), unused);
  },
);
