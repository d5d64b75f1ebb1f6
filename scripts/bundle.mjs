// Bundles the compiled command line into packages/cli/bundle, so that it starts from a few files instead of hundreds.
// What is imported late stays in files of its own. Does nothing when the bundle is newer than what was compiled.
import { mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { isBundleCurrent } from '../packages/cli/bin/bundle-age.js';
import { licensesIn } from './licenses.mjs';
import { root } from './run.mjs';

const cli = join(root, 'packages/cli');
const bundle = join(cli, 'bundle');

/** A process that started from the bundle before may still import its parts. */
const KEPT_MS = 24 * 60 * 60 * 1_000;

/** Threads start from files that lie beside the module that starts them, in the bundle as in the package (`thread-module.ts`). */
const threads = ['list-worker', 'copy-worker', 'pour-worker'].map(
  (name) => `packages/endpoint/dist/directory/${name}.js`,
);

/**
 * Left out, and so dependencies of the command line itself: re2js is loaded by `require`, in the middle of what cannot
 * wait, and native code is found by the place of the module that asks for it.
 */
const external = ['koffi', 're2js', 'classic-level/binding.js'];

/** CommonJS packages in the bundle ask for Node's modules by `require`, and one of them (ssh2) for where it lies. */
const forCommonJs = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);
const directoryOfBundle = import.meta.dirname;`;

/** The threads' code asks for where it lies as a module does. */
const urlForCommonJs = `const urlOfBundle = require('node:url').pathToFileURL(__filename).href;`;

/**
 * rxjs gives Node its CommonJS form; of the other one only what is used comes along.
 * @type {import('esbuild').Plugin}
 */
const rxjsAsModules = {
  name: 'rxjs-as-modules',
  setup(bundler) {
    bundler.onResolve({ filter: /^rxjs($|\/)/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'resolved') return undefined;
      const { resolveDir, importer, kind } = from;
      const found = await bundler.resolve(path, { resolveDir, importer, kind, pluginData: 'resolved' });
      return { ...found, path: found.path.replace('/dist/cjs/', '/dist/esm/') };
    });
  },
};

/**
 * The native code of LevelDB, asked for by a name that holds where the bundle lies. The version that is installed there
 * has to be the one whose other code is bundled, so the command line names it exactly.
 * @type {import('esbuild').Plugin}
 */
const nativeCodeByName = {
  name: 'native-code-by-name',
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\/binding$/ }, ({ resolveDir }) => {
      if (resolveDir !== realpathSync(join(cli, 'node_modules/classic-level')))
        return {
          errors: [{ text: `${resolveDir} is not the classic-level that packages/cli/package.json names` }],
        };
      return { path: 'classic-level/binding.js', external: true };
    });
  },
};

const common = /** @type {const} */ ({
  absWorkingDir: root,
  entryNames: '[name]',
  outdir: bundle,
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node20',
  external,
  legalComments: 'linked',
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
});

if (!isBundleCurrent() || isOlderThanThisScript()) {
  const main = await build({
    ...common,
    entryPoints: ['packages/cli/dist/main.js'],
    chunkNames: '[name]-[hash]',
    splitting: true,
    format: 'esm',
    banner: { js: forCommonJs },
    define: { __dirname: 'directoryOfBundle' },
    plugins: [rxjsAsModules, nativeCodeByName],
  });
  // Node starts a thread from one CommonJS file in two thirds of the time that it takes with modules.
  const ofThreads = await build({
    ...common,
    entryPoints: threads,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    banner: { js: urlForCommonJs },
    define: { 'import.meta.url': 'urlOfBundle' },
  });
  const files = [...main.outputFiles, ...ofThreads.outputFiles].map(({ path, contents }) => ({
    name: basename(path),
    contents,
  }));
  const outputs = { ...main.metafile.outputs, ...ofThreads.metafile.outputs };
  put([...files, { name: 'LICENSES.txt', contents: licensesIn({ outputs }) }]);
}

function isOlderThanThisScript() {
  const main = statSync(join(bundle, 'main.js'), { throwIfNoEntry: false });
  return main === undefined || main.mtimeMs < statSync(import.meta.filename).mtimeMs;
}

/**
 * Puts the new files in place, that which refers to the others last, and removes what nobody can still need.
 * @param {readonly { readonly name: string, readonly contents: string | Uint8Array }[]} files
 */
function put(files) {
  mkdirSync(bundle, { recursive: true });
  const mainLast = files.toSorted(
    (left, right) => Number(left.name === 'main.js') - Number(right.name === 'main.js'),
  );
  for (const { name, contents } of mainLast) {
    const file = join(bundle, name);
    writeFileSync(`${file}.new`, contents);
    renameSync(`${file}.new`, file);
  }
  for (const name of readdirSync(bundle)) {
    const file = join(bundle, name);
    if (Date.now() - statSync(file).mtimeMs > KEPT_MS) rmSync(file);
  }
}
