import type { ContentEntry, DirectoryRow, FileEntry, LinkEntry, Operation, Row } from '@syncline/model';
import { pathFromText } from '@syncline/model';
import t from 'tap';
import { refuseHiddenEdit } from '../src/hidden-edit.js';
import type { Run } from '../src/run.js';

const path = pathFromText('file');
const JUST_CHANGED: FileEntry = {
  kind: 'file',
  name: path,
  size: 1,
  mtime: 1,
  token: 'now',
  racy: true,
};
const OLD: FileEntry = { ...JUST_CHANGED, racy: false };
const LINK: LinkEntry = { kind: 'link', name: path, size: 1, token: 'now', racy: true, target: 'x' };
const DIRECTORY: DirectoryRow = { kind: 'directory' };

const at = { side: 'destination', path } as const;
const deleting = (target: ContentEntry): Operation => ({ op: 'delete', reason: 'deleted', target, ...at });
const writing = (op: 'copy' | 'update', replaces?: ContentEntry): Operation => ({
  op,
  reason: 'content',
  content: OLD,
  replaces,
  ...at,
});

interface World {
  readonly mode?: 'two-way' | 'clone';
  readonly trash?: 'off' | { readonly keepDays: number };
  readonly local?: boolean;
  readonly row?: Row | undefined;
}

function runIn({ mode = 'two-way', trash = 'off', local = true, row }: World): Run {
  const sides = { source: { traits: { local: !local } }, destination: { traits: { local } } };
  const journal = { get: (of: string) => (of === path ? row : undefined) };
  return { item: { mode, trash }, sides, journal } as unknown as Run;
}

function rowOf(destination: string, racy = false): Row {
  const source = { token: 'now', racy: false };
  return { kind: 'file', size: 1, mtime: 1, source, destination: { token: destination, racy } } as Row;
}

const refused: Readonly<Record<string, readonly [Operation, World?]>> = {
  'a delete': [deleting(JUST_CHANGED)],
  'an update': [writing('update', JUST_CHANGED)],
  'a copy onto it': [writing('copy', JUST_CHANGED)],
  'a delete of another version than the journal has': [deleting(JUST_CHANGED), { row: rowOf('before') }],
  'a delete of a version that the journal doubts': [deleting(JUST_CHANGED), { row: rowOf('now', true) }],
  'a delete where the journal has a folder': [deleting(JUST_CHANGED), { row: DIRECTORY }],
};

for (const [title, [operation, world = {}]] of Object.entries(refused))
  t.test(`without a trash ${title} of what changed moments ago waits`, async (t) => {
    t.match(refuseHiddenEdit(operation, runIn(world)), {
      operation,
      outcome: 'stale',
      problem: { code: 'stale', path, message: /moments ago/ },
    });
  });

const allowed: Readonly<Record<string, readonly [Operation, World?]>> = {
  'an old version': [deleting(OLD)],
  'a link': [deleting(LINK)],
  'a new file': [writing('copy')],
  'a time alone': [{ op: 'update', reason: 'time', target: JUST_CHANGED, like: OLD, ...at }],
  'a folder': [{ op: 'rmdir', reason: 'deleted', ...at }],
  'our own work': [deleting(JUST_CHANGED), { row: rowOf('now') }],
  'what goes to the trash': [deleting(JUST_CHANGED), { trash: { keepDays: 30 } }],
  'what a clone removes': [deleting(JUST_CHANGED), { mode: 'clone' }],
  'what a server has': [deleting(JUST_CHANGED), { local: false }],
};

for (const [title, [operation, world = {}]] of Object.entries(allowed))
  t.test(`nothing waits for ${title}`, async (t) => {
    t.equal(refuseHiddenEdit(operation, runIn(world)), undefined);
  });
