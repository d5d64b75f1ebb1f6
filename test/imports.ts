import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** One module that a source file names: in `import`, `export … from`, `import()`, `require()` or `import type`. */
export interface Import {
  /** The importing file, relative to the package. */
  readonly file: string;
  /** As written. */
  readonly specifier: string;
}

const comment = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const statement = /(?:^|;)\s*(?:import|export)\s[\w$*{},\s]*?\bfrom\s*['"]([^'"]+)['"]/gm;
const bare = /(?:^|;)\s*import\s*['"]([^'"]+)['"]/gm;
const call = /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

/** Every import in the sources of a package, in no particular order. */
export function importsOf(packageDirectory: string): Import[] {
  const files = readdirSync(join(packageDirectory, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return files.flatMap((path) =>
    specifiersIn(readFileSync(path, 'utf8')).map((specifier) => ({
      file: relative(packageDirectory, path),
      specifier,
    })),
  );
}

/** The modules that a TypeScript text names, comments left out. */
export function specifiersIn(text: string): string[] {
  const code = text.replaceAll(comment, '');
  return [statement, bare, call].flatMap((form) =>
    [...code.matchAll(form)].map((match) => match[1] as string),
  );
}

/** `@scope/name/path` → `@scope/name`, `name/path` → `name`. */
export function packageNameOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Whether a relative import leaves the package's `src`. */
export function leavesSources({ file, specifier }: Import): boolean {
  return specifier.startsWith('.') && !join(dirname(file), specifier).startsWith('src');
}
