import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { runOnce } from '../src/run-once.js';
import { directory, item } from './support.js';
import { effectsWith, type Hooks } from './watched-source.js';

for (const mode of ['clone', 'two-way'] as const)
  for (const kind of ['directory', 'server'] as const)
    t.test(
      `a second name of a file is no rename while the first one answers (${mode}, ${kind})`,
      async (t) => {
        const root = mkdtempSync(join(tmpdir(), 'syncline-engine-test-'));
        t.teardown(() => rmSync(root, { recursive: true }));
        const at = (side: 'source' | 'destination', name = ''): string => join(root, side, name);
        for (const side of ['source', 'destination'] as const) mkdirSync(at(side));
        for (const name of ['first', 'other']) writeFileSync(at('source', name), name);
        const pair = item(directory(at('source')), directory(at('destination')), { mode });
        const run = (hooks: Hooks) =>
          runOnce(
            pair,
            { stateDirectory: join(root, 'state') },
            () => undefined,
            new AbortController().signal,
            effectsWith(hooks),
          );
        const names = (): readonly string[] =>
          readdirSync(at('destination')).filter((name) => name !== '.syncline');
        t.match(await run({ kind }), { exit: 0, copied: 2 });
        linkSync(at('source', 'first'), at('source', 'second'));
        t.match(await run({ kind, unlisted: 'first' }), { exit: 1, moved: 0, deleted: 0, copied: 1 });
        t.same(names(), ['first', 'other', 'second']);
        t.match(await run({ kind }), { exit: 0, moved: 0, deleted: 0, copied: 0 });
        t.same(names(), ['first', 'other', 'second']);
      },
    );
