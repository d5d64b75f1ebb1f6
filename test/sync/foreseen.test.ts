import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { plant } from '../support/plant.ts';

function chattr(flag: string, ...files: readonly string[]): void {
  execFileSync('chattr', [flag, ...files], { stdio: 'ignore' });
}

/** Why attributes of files cannot be tried, or false. */
function cannotChattr(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'chattr needs root';
  const directory = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  try {
    chattr('+i', directory);
    chattr('-i', directory);
    return false;
  } catch {
    return 'attributes are not kept here';
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const noAttributes = cannotChattr();

interface Row {
  readonly title: string;
  readonly skip: string | false;
  /** Puts something in the way; returns how it is taken away. */
  readonly arrange: (destination: string) => () => void;
  readonly message: RegExp;
}

function attributeRow(title: string, flag: string, ...names: readonly string[]): Row {
  const arrange = (destination: string) => {
    const files = names.map((name) => join(destination, name));
    chattr(`+${flag}`, ...files);
    return () => chattr(`-${flag}`, ...files);
  };
  return { title, skip: noAttributes, arrange, message: /not permitted.*lsattr/ };
}

function linkRow(name: string): Row {
  const arrange = (destination: string) => {
    mkdirSync(join(destination, name, '..'), { recursive: true });
    symlinkSync('/nonexistent', join(destination, name));
    return () => rmSync(join(destination, name));
  };
  const message = /in the place of \.syncline\/trash; remove it/;
  return { title: `a link in the place of ${name}`, skip: false, arrange, message };
}

const rows: readonly Row[] = [
  attributeRow('F14: immutable files', 'i', 'd/changed', 'd/gone', 'd/old'),
  attributeRow('F14: append-only files', 'a', 'd/changed', 'd/gone', 'd/old'),
  attributeRow('F14: an append-only folder', 'a', 'd'),
  linkRow('.syncline/trash'),
];

for (const { title, skip, arrange, message } of rows) {
  t.test(`${title}: a dry run foresees what fails, and what does not`, { skip }, async (t) => {
    const the = bench(t, { source: { 'd/changed': '1', 'd/gone': '2', 'd/old': 'a file of its own' } });
    t.match(await the.run('--mode', 'clone'), { exit: 0 });
    plant(the.source, { 'd/changed': '22', 'd/gone': undefined, 'd/new': '3', 'd/e/f': '4' });
    renameSync(join(the.source, 'd/old'), join(the.source, 'd/renamed'));
    const clear = arrange(the.destination);
    t.teardown(clear);
    const dry = await the.run('--mode', 'clone', '--dry-run');
    const real = await the.run('--mode', 'clone');
    const failed = ({ operations }: typeof real) =>
      operations.filter(({ outcome }) => outcome === 'failed').map(({ op, path }) => `${op} ${path}`);
    for (const line of ['delete d/gone', 'update d/changed']) t.ok(failed(real).includes(line), line);
    t.same(failed(dry).sort(), failed(real).sort());
    t.equal(dry.exit, real.exit);
    for (const { stderr } of [dry, real]) t.match(stderr, message);
  });
}
