import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { texts } from './support/observe.ts';
import { cli } from './support/cli.ts';
import { plant } from './support/plant.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'docs/decisions.md',
  'docs/benchmarks.md',
  'docs/manual.md',
  'docs/spec.md',
  'docs/faults.md',
];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');
const manual = textOf('docs/manual.md');

t.test('every option that a command shows is in the manual', async (t) => {
  const commands = [...(await help()).matchAll(/^ {2}([a-z]+) .*\n/gm)].map(([, name]) => name!);
  const below = ['holds approve', 'trash list', 'trash restore', 'trash undo', 'secret set', 'secret list'];
  t.ok(commands.includes('sync') && commands.includes('completion'));
  for (const command of [...commands, ...below]) {
    const options = (await help(...command.split(' '))).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm);
    for (const [, option] of options)
      t.ok(option === '--help' || new RegExp(`${option}(?![\\w-])`).test(manual), `${command} ${option}`);
  }
});

t.test('every link of a page leads somewhere', async (t) => {
  for (const page of pages) {
    for (const [, target = ''] of textOf(page).matchAll(/\]\((?!https:)([^)]+)\)/g)) {
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? page : join(dirname(page), file);
      t.ok(existsSync(join(root, linked)), `${page}: ${target}`);
      if (anchor !== undefined) t.ok(anchorsOf(linked).includes(anchor), `${page}: ${target}`);
    }
  }
});

t.test('the programs of the section on the library compile, and do what it says', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-manual-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  plant(join(directory, 'mail'), { 'new/1.eml': 'one', 'a.lock': '' });
  plant(join(directory, 'backup'), {});
  plant(join(directory, 'copy'), {});
  const section = manual.slice(manual.indexOf('## As a library'), manual.indexOf('## Guarantees'));
  const programs = [...section.matchAll(/(?:^(?: {4}.*)?\n)+/gm)].map(([block]) => block).filter(isProgram);
  t.equal(programs.length, 2);
  programs.forEach((program, n) => writeFileSync(join(directory, `${n}.ts`), program.replace(/^ {4}/gm, '')));
  const strict = '--noEmit --strict --target es2023 --module nodenext --types node 0.ts 1.ts'.split(' ');
  t.same(run(directory, [join(root, 'node_modules/typescript/bin/tsc'), ...strict]), { exit: 0, out: '' });
  const tsx = ['--import', import.meta.resolve('tsx')];
  t.same(run(directory, [...tsx, '0.ts']), { exit: 0, out: 'mkdir new\ncopy new/1.eml\nexit 0\n' });
  t.same(run(directory, [...tsx, '1.ts']), { exit: 0, out: 'mkdir new applied\ncopy new/1.eml applied\n' });
  const carried = { 'new/': '', 'new/1.eml': 'one' };
  t.same([texts(join(directory, 'backup')), texts(join(directory, 'copy'))], [carried, carried]);
});

async function help(...command: readonly string[]): Promise<string> {
  return (await cli(['help', ...command])).stdout;
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): readonly string[] {
  const headings = [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

function isProgram(block: string): boolean {
  return block.trimStart().startsWith('import ');
}

function run(cwd: string, args: readonly string[]): { readonly exit: number | null; readonly out: string } {
  // Without the hooks that the test runner gives its children.
  const command = ['-u', 'NODE_OPTIONS', process.execPath, ...args];
  const { status, stderr, stdout } = spawnSync('env', command, { cwd, encoding: 'utf8' });
  return { exit: status, out: stdout + stderr };
}
