import t from 'tap';
import { pathFromBytes, pathFromText, SynclineError } from '@syncline/model';
import { compileIgnore, compilePattern } from '../src/ignore.js';

/** The paths that a list of patterns takes out. */
function ignored(patterns: string[], paths: string[]): string[] {
  const ignore = compileIgnore(patterns);
  return paths.filter((path) => ignore(pathFromText(path)));
}

/** The message about a pattern that is refused. */
function complaint(pattern: string): string {
  try {
    compilePattern(pattern);
  } catch (error) {
    if (error instanceof SynclineError && error.code === 'usage' && error.scope === 'item')
      return error.message;
    throw error;
  }
  return 'accepted';
}

t.test('without patterns nothing is ignored', async (t) => {
  t.strictSame(ignored([], ['a', 'a/b']), []);
});

t.test('a pattern without a slash is tried on the name alone', async (t) => {
  t.strictSame(ignored(['^tmp$'], ['tmp', 'a/tmp', 'tmp/a', 'tmp2']), ['tmp', 'a/tmp']);
  t.strictSame(ignored(['^a'], ['b/a', 'a/b']), ['b/a']);
});

t.test('a pattern with a slash is tried on the relative path', async (t) => {
  t.strictSame(ignored(['^a/tmp$'], ['a/tmp', 'b/a/tmp', 'tmp']), ['a/tmp']);
  t.strictSame(ignored(['/tmp$'], ['tmp', 'a/tmp', 'a/b/tmp']), ['a/tmp', 'a/b/tmp']);
  t.strictSame(ignored(['^tmp$|^a/b$'], ['tmp', 'a/tmp', 'a/b']), ['tmp', 'a/b'], 'and on nothing else');
});

t.test('a pattern is found anywhere in its subject', async (t) => {
  t.strictSame(ignored(['ak'], ['x.bak', 'a', 'make']), ['x.bak', 'make']);
});

t.test('one pattern of several is enough', async (t) => {
  t.strictSame(ignored([String.raw`\.o$`, 'build/'], ['x.o', 'build/x', 'y.c']), ['x.o', 'build/x']);
});

t.test('patterns and names are text, not bytes', async (t) => {
  t.strictSame(ignored(['^.$', '^ü+$'], ['é', '😀', 'üü', 'ab']), ['é', '😀', 'üü']);
});

t.test('bytes that are not UTF-8 are matched in their escaped form', async (t) => {
  const ignore = compileIgnore([String.raw`^caf\\xe9$`]);
  t.ok(ignore(pathFromBytes('caf\xe9')));
  t.notOk(ignore(pathFromText('café')));
});

t.test('G2: a pattern that is not valid is refused with the part at fault and where it stands', async (t) => {
  t.match(complaint('ab**'), /"ab\*\*".*\("\*\*" at character 3\)/);
  t.match(complaint('x[b-a]'), /\("b-a" at character 3\)/);
  t.match(complaint('[abc'), /missing closing \]/);
  t.match(complaint(String.raw`\.(db$`), String.raw`"\.(db$" is not valid`, 'as it is written');
});

t.test('a list with one pattern that is not valid is refused', async (t) => {
  t.throws(() => compileIgnore(['fine', '(']), { code: 'usage' });
});

t.test('what RE2 leaves out on purpose is named', async (t) => {
  for (const pattern of ['a(?=b)', 'a(?!b)', '(?<=a)b', '(?<!a)b', String.raw`(a)\1`]) {
    t.match(complaint(pattern), /look-around and back-references do not exist/, pattern);
  }
  t.match(complaint('a(?=b)'), /"\(\?=" at character 2/);
  t.notMatch(complaint('a**'), /look-around/);
});

t.test('G2: a pattern that backtracking engines never finish is answered', async (t) => {
  const [hopeless, matching] = [`${'a'.repeat(10_240)}!`, 'a'.repeat(10_240)];
  t.strictSame(ignored(['^(a+)+$'], [hopeless, matching]), [matching]);
});
