import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  mkdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '@syncline/endpoint';
import { SynclineError } from '@syncline/model';
import type { ProblemCode } from '@syncline/model';
import t from 'tap';
import type { Effects } from '../src/effects.js';
import { REAL_EFFECTS } from '../src/effects.js';
import { runOnce } from '../src/run-once.js';
import { directory, item } from './support.js';

/** A destination that refuses to rename. */
function refusing(code: 'failed' | 'stale', endpoint: Endpoint): Endpoint {
  const move: Endpoint['move'] = async (_, path) => {
    throw new SynclineError(code, 'it is not renamed', { scope: 'path', path });
  };
  return new Proxy(endpoint, {
    get: (target, key) => (key === 'move' ? move : (Reflect.get(target, key) as unknown)),
  });
}

function effectsRefusing(code: 'failed' | 'stale'): Effects {
  return {
    ...REAL_EFFECTS,
    async createEndpoints(...args) {
      const { source, destination } = await REAL_EFFECTS.createEndpoints(...args);
      return { source, destination: refusing(code, destination) };
    },
  };
}

const texts = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name !== '.syncline')
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

for (const mode of ['clone', 'two-way'] as const)
  for (const code of ['failed', 'stale'] satisfies ProblemCode[])
    t.test(`what cannot be renamed over something comes as a copy (${mode}, ${code})`, async (t) => {
      const root = mkdtempSync(join(tmpdir(), 'syncline-engine-test-'));
      t.teardown(() => rmSync(root, { recursive: true }));
      const at = (side: 'source' | 'destination', name = ''): string => join(root, side, name);
      for (const side of ['source', 'destination'] as const) mkdirSync(at(side));
      const before = { log: 'new', 'log.1': 'older', 'log.2': 'the oldest', one: '1', other: 'the other' };
      for (const [name, text] of Object.entries(before)) writeFileSync(at('source', name), text);
      const pair = item(directory(at('source')), directory(at('destination')), { mode });
      const run = (effects: Effects) =>
        runOnce(
          pair,
          { stateDirectory: join(root, 'state') },
          () => undefined,
          new AbortController().signal,
          effects,
        );
      t.match(await run(REAL_EFFECTS), { exit: 0, copied: 5 });
      renameSync(at('source', 'log.1'), at('source', 'log.2'));
      renameSync(at('source', 'log'), at('source', 'log.1'));
      renameSync(at('source', 'one'), at('source', 'other'));
      writeFileSync(at('source', 'log'), 'the newest');
      const after = { log: 'the newest', 'log.1': 'new', 'log.2': 'older', other: '1' };
      await run(effectsRefusing(code));
      const { exit } = await run(effectsRefusing(code));
      t.equal(exit, 0);
      t.same(texts(at('source')), after);
      t.same(texts(at('destination')), after);
      t.match(await run(REAL_EFFECTS), { exit: 0, copied: 0, updated: 0, moved: 0, deleted: 0 });
    });
