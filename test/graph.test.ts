import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import t from 'tap';
import { importsOf, leavesSources, packageNameOf, specifiersIn } from './imports.ts';

/** What a package may import. The graph of ARCHITECTURE.md, and the only place where a test states it. */
interface Rule {
  /** Packages of this repository: exactly these are its workspace dependencies. */
  readonly packages: readonly string[];
  /** Libraries that it may depend on. */
  readonly libraries: readonly string[];
  /** Modules of Node that reach the world outside the process. */
  readonly effects: readonly string[];
  /** Imports no module of Node at all: a function of its arguments. */
  readonly pure?: true;
  /** Its libraries are bundled into what it publishes: it depends on them only while it is built. */
  readonly bundled?: true;
}

const files = ['node:fs', 'node:fs/promises'];
const network = ['node:net', 'node:tls', 'node:dns', 'node:dns/promises', 'node:dgram'];
const programs = ['node:http', 'node:https', 'node:http2', 'node:child_process', 'node:cluster'];
const allEffects = new Set([...files, ...network, ...programs]);

const graph: Readonly<Record<string, Rule>> = {
  model: { packages: [], libraries: ['zod'], effects: [], pure: true },
  endpoint: {
    packages: ['model'],
    libraries: ['basic-ftp', 'koffi', 'ssh2'],
    effects: [...files, ...network, 'node:child_process'],
  },
  scanner: { packages: ['model', 'endpoint'], libraries: ['chokidar', 're2js', 'rxjs'], effects: [] },
  differ: { packages: ['model'], libraries: [], effects: [], pure: true },
  applier: { packages: ['model', 'endpoint'], libraries: ['rxjs'], effects: [] },
  state: { packages: ['model'], libraries: ['level'], effects: files },
  scheduler: { packages: ['model'], libraries: ['rxjs'], effects: [] },
  engine: {
    packages: ['model', 'endpoint', 'scanner', 'scheduler', 'differ', 'applier', 'state'],
    libraries: ['rxjs'],
    effects: [],
  },
  daemon: {
    packages: ['engine', 'model', 'scheduler', 'state'],
    libraries: ['fastify', 'pino', 'prom-client', 'rxjs', 'yaml', 'zod'],
    effects: [...files, 'node:child_process', 'node:http', 'node:net', 'node:tls'],
  },
  cli: {
    packages: ['console', 'daemon', 'engine', 'model', 'endpoint'],
    // classic-level, koffi and re2js stand for what its bundle leaves out (scripts/bundle.mjs).
    libraries: ['classic-level', 'commander', 'koffi', 're2js'],
    effects: [...files, 'node:http', 'node:child_process'],
  },
  console: {
    packages: [],
    libraries: [],
    effects: [],
    pure: true,
    bundled: true,
  },
};

/** Built by its own tool: no project of the compiler refers to it. */
const notCompiled = new Set(['console']);

const root = join(import.meta.dirname, '..', 'packages');

function read(name: string, file: string) {
  return JSON.parse(readFileSync(join(root, name, file), 'utf8'));
}

function published(name: string) {
  return name === 'cli' ? 'syncline' : `@syncline/${name}`;
}

function dependenciesOf(name: string): string[] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = read(name, 'package.json');
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

function developmentOf(name: string): string[] {
  return Object.keys(read(name, 'package.json').devDependencies ?? {});
}

function isOurs(name: string) {
  return name === 'syncline' || name.startsWith('@syncline/');
}

t.test('every package stands in the graph', async (t) => {
  t.same(readdirSync(root).sort(), Object.keys(graph).sort());
});

for (const [name, rule] of Object.entries(graph)) {
  t.test(`${name} keeps to the graph`, async (t) => {
    const dependencies = dependenciesOf(name);
    const imports = importsOf(join(root, name));
    const modules = imports.filter(({ specifier }) => !specifier.startsWith('.'));
    const builtins = modules.filter(({ specifier }) => isBuiltin(specifier));
    const foreign = modules.filter(({ specifier }) => !isBuiltin(specifier));

    t.test('its name is the directory’s', async (t) => {
      t.equal(read(name, 'package.json').name, published(name));
    });

    t.test('its workspace dependencies are exactly those of the graph', async (t) => {
      t.same(dependencies.filter(isOurs).sort(), rule.packages.map(published).sort());
    });

    t.test('its project references are its workspace dependencies', async (t) => {
      const { references = [] } = read(name, 'tsconfig.json');
      const paths = references.map((reference: { path: string }) => reference.path);
      const compiled = rule.packages.filter((each) => !notCompiled.has(each));
      t.same(paths.sort(), compiled.map((each) => `../${each}`).sort());
    });

    t.test('it depends on no library but those of the graph', async (t) => {
      const strangers = dependencies.filter((each) => !isOurs(each) && !rule.libraries.includes(each));
      t.same(strangers, []);
    });

    t.test('its sources import only what it declares', async (t) => {
      const declared = rule.bundled ? [...dependencies, ...developmentOf(name)] : dependencies;
      const undeclared = foreign.filter(({ specifier }) => !declared.includes(packageNameOf(specifier)));
      t.same(undeclared, []);
    });

    t.test('its relative imports stay within its sources', async (t) => {
      t.same(imports.filter(leavesSources), []);
    });

    t.test('it reaches the outside world only where the graph lets it', async (t) => {
      const reaching = builtins.filter(
        ({ specifier }) =>
          rule.pure || (isEffect(specifier) && !rule.effects.includes(withNodePrefix(specifier))),
      );
      t.same(reaching, []);
    });
  });
}

t.test('the console takes nothing but types from the daemon', async (t) => {
  const directory = join(root, 'console', 'src');
  const sources = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  t.ok(sources.length > 0);
  for (const name of sources) {
    const text = readFileSync(join(directory, name), 'utf8');
    t.notMatch(text, /^(?:import|export) (?!type\b)[^;]*from '@syncline\//m, name);
  }
});

t.test('scanner, differ, applier and state never import one another', async (t) => {
  const stages = ['scanner', 'differ', 'applier', 'state'];
  for (const stage of stages) {
    const names = importsOf(join(root, stage)).map(({ specifier }) => packageNameOf(specifier));
    const siblings = stages.filter((each) => each !== stage && names.includes(published(each)));
    t.same(siblings, [], stage);
  }
});

t.test('every form of import is seen, and comments are not', async (t) => {
  const text = [
    `import a from 'a';`,
    `import {`,
    `  b,`,
    `} from "b";`,
    `import 'c';`,
    `import type { D } from 'd';`,
    `export * from 'e';`,
    `export type { F } from 'f';`,
    `const g = await import('g');`,
    `const h = require('h');`,
    `type I = import('i').I;`,
    `// import 'x';`,
    `/**`,
    ` * import { y } from 'y';`,
    ` */`,
    `export const z = 'z';`,
    `export function from() {`,
    `  return 'z';`,
    `}`,
  ].join('\n');
  t.same(specifiersIn(text).sort(), ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
});

function isEffect(specifier: string) {
  return allEffects.has(withNodePrefix(specifier));
}

function withNodePrefix(specifier: string) {
  return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
}
