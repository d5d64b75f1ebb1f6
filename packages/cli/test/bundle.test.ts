import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import t from 'tap';

import { codeFor } from '../bin/parts.js';

const bundle = fileURLToPath(new URL('../bundle', import.meta.url));

t.test(
  'what the bundle starts as threads lies in it',
  { skip: !existsSync(bundle) && 'not built' },
  async (t) => {
    const files = readdirSync(bundle);
    const texts = files
      .filter((name) => name.endsWith('.cjs'))
      .map((name) => readFileSync(join(bundle, name), 'utf8'));
    const started = texts.flatMap((text) =>
      [...text.matchAll(/new Thread\([^;]*threadModule\)?\("([^"]+)"\)/g)].map(([, name]) => `${name}.cjs`),
    );
    // Parts of the bundle before this one may still lie there.
    const threads = new Set(started);
    t.same([...threads].sort(), ['copy-worker.cjs', 'list-worker.cjs', 'pour-worker.cjs']);
    t.same(
      [...threads].filter((name) => !files.includes(name)),
      [],
    );
  },
);

t.test(
  'beside each part of the bundle lies its code',
  { skip: !existsSync(bundle) && 'not built' },
  async (t) => {
    const parts = readdirSync(bundle).filter((name) => name.endsWith('.cjs'));
    t.ok(parts.length > 3);
    const without = parts.filter(
      (name) => codeFor(join(bundle, name), readFileSync(join(bundle, name))) === undefined,
    );
    t.same(without, []);
  },
);
