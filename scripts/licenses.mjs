import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/**
 * The licenses of the packages whose code is in a bundle; most of them ask to be passed on with it.
 * @param {Pick<import('esbuild').Metafile, 'outputs'>} metafile
 */
export function licensesIn({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const directories = new Set(files.flatMap((file) => packageDirectory(file) ?? []));
  return [...directories]
    .sort()
    .map(licenseOf)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} file of a package of others, or of our own: undefined */
function packageDirectory(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

/** @param {string} directory */
function licenseOf(directory) {
  const read = (/** @type {string} */ name) => readFileSync(join(root, directory, name), 'utf8').trim();
  const { name, version, licenses, license = licenses?.[0]?.type } = JSON.parse(read('package.json'));
  const texts = readdirSync(join(root, directory)).filter((each) => /^(licen[sc]e|notice)/i.test(each));
  return `${[`${name} ${version}, ${license}`, ...texts.map(read)].join('\n\n')}\n`;
}
