import { basename } from 'node:path';
import { transform } from 'esbuild';

/** What a module asks of where it lies, asked as CommonJS does. */
export const URL_OF_PART = `const urlOfPart = require('node:url').pathToFileURL(__filename).href;`;

/**
 * A module that esbuild bundled, as CommonJS. It splits modules only; Node loads CommonJS in less time, and with code that was compiled before.
 * Whatever else a module imports, late too, is then required.
 * @param {import('esbuild').OutputFile} module with its source map inline
 * @returns {Promise<{ readonly name: string, readonly contents: string }[]>} it and its source map
 */
export async function asCommonJs({ path, text }) {
  const name = basename(path);
  const { code, map } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'urlOfPart' },
    banner: text.includes('import.meta.url') ? URL_OF_PART : '',
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'error',
  });
  return [
    { name, contents: `${code}//# sourceMappingURL=${name}.map\n` },
    { name: `${name}.map`, contents: map },
  ];
}
