import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { putBundle } from '../scripts/bundle/put.mjs';
import { listNotPacked } from '../scripts/not-packed.mjs';

/** What becomes part of a package, as `npm pack` and pnpm likewise have it; without its package.json. */
function packed(root: string): readonly string[] {
  const args = ['pack', '--dry-run', '--json', '--offline'];
  const told = execFileSync('npm', args, { cwd: root, encoding: 'utf8' });
  const [{ files }] = JSON.parse(told) as [{ files: readonly { path: string }[] }];
  return files
    .map(({ path }) => path)
    .filter((path) => path !== 'package.json')
    .sort();
}

t.test(
  'of the parts of earlier bundles, which stay for a while, none becomes part of a package',
  async (t) => {
    const root = t.testdir({ 'package.json': '{"name":"it","version":"1.0.0","files":["bundle"]}' });
    const bundle = join(root, 'bundle');
    const put = (...names: readonly string[]): void => {
      const parts = names.map((name) => ({
        name: `${name}.cjs`,
        contents: `${name} beside ${names.join()}`,
      }));
      putBundle(bundle, 'main.cjs', parts);
      for (const { name } of parts) writeFileSync(join(bundle, `${name}.v20.0.0-x64.code`), 'its code');
    };
    put('main', 'before', 'kept');
    put('main', 'kept', 'new');
    const parts = ['kept', 'main', 'new'].map((name) => `bundle/${name}.cjs`);
    t.same(
      packed(root),
      parts.flatMap((part) => [part, `${part}.v20.0.0-x64.code`]),
    );
  },
);

t.test(
  'what the compiler notes for itself, and what it made of sources that are no more, stays out of a package',
  async (t) => {
    const packages = t.testdir();
    const root = join(packages, 'it');
    for (const folder of ['src/below', 'dist/below']) mkdirSync(join(root, folder), { recursive: true });
    const write = (path: string): void => writeFileSync(join(root, path), path);
    writeFileSync(join(root, 'package.json'), '{"name":"it","version":"1.0.0","files":["dist"]}');
    const made = ['.d.ts', '.d.ts.map', '.js', '.js.map'];
    for (const module of ['index', 'below/part']) {
      write(`src/${module}.ts`);
      for (const end of made) write(`dist/${module}${end}`);
    }
    for (const end of made) write(`dist/below/gone${end}`);
    write('dist/.tsbuildinfo');
    listNotPacked(packages);
    const whole = ['below/part', 'index'].flatMap((module) => made.map((end) => `dist/${module}${end}`));
    t.same(packed(root), whole);
    rmSync(join(root, 'src/below/part.ts'));
    listNotPacked(packages);
    t.same(
      packed(root),
      made.map((end) => `dist/index${end}`),
    );
  },
);
