// Bundles the compiled command line into packages/cli/bundle, so that it starts from a few files instead of hundreds, and compiles them for
// this Node. What is imported late stays in files of its own. Does nothing when the bundle is newer than what was compiled, and code for
// this Node lies beside it.
import { realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { isBundleCurrent, main as first } from '../packages/cli/bin/bundle-age.js';
import { asCommonJs, URL_OF_PART } from './bundle/common-js.mjs';
import { compileParts } from './bundle/compile.mjs';
import { putBundle, putFile } from './bundle/put.mjs';
import { licensesIn } from './licenses.mjs';
import { root } from './run.mjs';

const cli = join(root, 'packages/cli');
const bundle = join(cli, 'bundle');

/** Threads start from files that lie beside the module that starts them, in the bundle as in the package (`thread-module.ts`). */
const threads = ['list-worker', 'copy-worker', 'pour-worker'].map(
  (name) => `packages/endpoint/dist/directory/${name}.js`,
);

/**
 * Left out, and so dependencies of the command line itself: re2js is loaded by `require`, in the middle of what cannot
 * wait, and native code is found by the place of the module that asks for it.
 */
const external = ['koffi', 're2js', 'classic-level/binding.js'];

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
  outdir: bundle,
  outExtension: { '.js': '.cjs' },
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node20',
  external,
  legalComments: 'none',
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
});

if (!isBundleCurrent() || isOlderThanItsScripts()) {
  const main = await build({
    ...common,
    entryPoints: ['packages/cli/dist/main.js'],
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    splitting: true,
    format: 'esm',
    sourcemap: 'inline',
    plugins: [rxjsAsModules, nativeCodeByName],
  });
  const ofThreads = await build({
    ...common,
    entryPoints: threads,
    entryNames: '[name]-[hash]',
    format: 'cjs',
    sourcemap: 'linked',
    banner: { js: URL_OF_PART },
    define: { 'import.meta.url': 'urlOfPart' },
  });
  const parts = (await Promise.all(main.outputFiles.map(asCommonJs))).flat();
  const threadParts = ofThreads.outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  const starters = threads.map((file) => starterOf(basename(file, '.js'), threadParts));
  const outputs = { ...main.metafile.outputs, ...ofThreads.metafile.outputs };
  const licenses = { name: 'LICENSES.txt', contents: licensesIn({ outputs }) };
  putBundle(bundle, basename(first), [...parts, ...threadParts, ...starters, licenses]);
}
compileParts(bundle, putFile);

/**
 * What Node starts as a thread: it loads the thread's code as the other parts are loaded.
 * @param {string} name
 * @param {readonly { readonly name: string }[]} parts
 */
function starterOf(name, parts) {
  const part = parts.find((each) => each.name.startsWith(`${name}-`) && each.name.endsWith('.cjs'));
  const contents = `require('../bin/parts.js').loadPart(require('node:path').join(__dirname, '${part?.name}'));\n`;
  return { name: `${name}.cjs`, contents };
}

function isOlderThanItsScripts() {
  const bundledMs = statSync(first, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const ofBundle = ['common-js', 'put'].map((name) => join(import.meta.dirname, `bundle/${name}.mjs`));
  const scripts = [import.meta.filename, ...ofBundle];
  return scripts.some((file) => statSync(file).mtimeMs > bundledMs);
}
