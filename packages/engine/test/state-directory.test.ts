import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import t from 'tap';
import type { Item, SideSpec } from '@syncline/model';
import { DEFAULT_DELETE_LIMIT, DEFAULT_LIMITS, DEFAULT_TRASH, pathFromText } from '@syncline/model';
import {
  approveHold,
  explain,
  listConflicts,
  listHolds,
  listTrash,
  live,
  pastRunsOf,
  synchronize,
} from '../src/index.js';

t.test(
  'an empty path of the state directory is refused, and nothing is made in the working directory',
  async (t) => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'syncline-test-')));
    const before = process.cwd();
    process.chdir(root);
    t.teardown(() => {
      process.chdir(before);
      rmSync(root, { recursive: true, force: true });
    });
    for (const name of ['source', 'destination']) mkdirSync(join(root, name));
    writeFileSync(join(root, 'source', 'a'), 'a');
    const side = (path: string): SideSpec => ({ endpoint: { type: 'directory', path }, ignore: [] });
    const item: Item = {
      name: 'mail',
      mode: 'two-way',
      recursive: true,
      source: side('source'),
      destination: side('destination'),
      trash: DEFAULT_TRASH,
      deleteLimit: DEFAULT_DELETE_LIMIT,
      conflict: 'newer',
      compare: 'size+mtime',
      limits: DEFAULT_LIMITS,
    };
    const options = { stateDirectory: '' };
    const refused = { code: 'usage', message: 'the path of the state directory is empty: give a directory' };
    const asked: Readonly<Record<string, () => Promise<unknown>>> = {
      synchronize: () => lastValueFrom(synchronize(item, options)),
      'a dry run': () => lastValueFrom(synchronize(item, { ...options, dryRun: true })),
      live: () => lastValueFrom(live(item, options)),
      listHolds: () => listHolds(options).next(),
      approveHold: () => approveHold('none-1', options),
      listTrash: () => listTrash(item, options, () => undefined),
      listConflicts: () => listConflicts(item, options, () => undefined),
      explain: () => explain(item, pathFromText('a'), options),
      pastRunsOf: () => pastRunsOf(item, '', 1),
    };
    for (const [name, ask] of Object.entries(asked)) await t.rejects(ask(), refused, name);
    t.same(readdirSync(root), ['destination', 'source']);
    t.same(readdirSync(join(root, 'destination')), []);
  },
);
