import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import t from 'tap';

const bundle = fileURLToPath(new URL('../bundle', import.meta.url));

t.test(
  'what the bundle starts as threads lies in it',
  { skip: !existsSync(bundle) && 'not built' },
  async (t) => {
    const modules = readdirSync(bundle).filter((name) => name.endsWith('.js'));
    const texts = modules.map((name) => readFileSync(join(bundle, name), 'utf8'));
    const started = texts.flatMap((text) =>
      [...text.matchAll(/new Thread\(new URL\("([^"]+)", import\.meta\.url\)/g)].map(([, name]) => name),
    );
    // Parts of the bundle before this one may still lie there.
    const threads = new Set(started);
    t.same([...threads].sort(), ['copy-worker.js', 'list-worker.js', 'pour-worker.js']);
    t.same(
      [...threads].filter((name) => !modules.includes(name ?? '')),
      [],
    );
  },
);
