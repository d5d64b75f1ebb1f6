import t from 'tap';
import type { Mode, Row } from '@syncline/model';
import { pathFromText, ROOT } from '@syncline/model';
import { decideOneWay } from '../src/one-way.js';
import type { Seen } from '../src/pairing.js';
import {
  directory,
  file,
  inWords,
  link,
  local,
  name,
  nextDay,
  pairing,
  policy,
  row,
  server,
  unknown,
} from './support.js';

/** The states of SPEC §3: ∅ absent, F file, D directory, L symlink, ⊥ unknown; `unseen`: not in an incomplete listing. */
const states: Readonly<Record<string, Seen>> = {
  '∅': 'absent',
  F: file(),
  'F different': file({ size: 11, mtime: nextDay, token: 't2' }),
  'F touched': file({ token: 't3' }),
  L: link(),
  'L touched': link({ token: 't2' }),
  'L different': link({ target: 'z', token: 't2' }),
  D: directory(),
  'D mounted': directory({ mountPoint: true }),
  '⊥': unknown,
  unseen: 'unseen',
};

const rows: Readonly<Record<string, Row | undefined>> = {
  '-': undefined,
  F: row(),
  L: row({ kind: 'link', size: 1 }),
  D: { kind: 'directory' },
  'D, source mounted': { kind: 'directory', mountPoint: { source: true, destination: false } },
  'D, destination mounted': { kind: 'directory', mountPoint: { source: false, destination: true } },
};

// prettier-ignore
const table: readonly (readonly [source: string, destination: string, journal: string, simple: string, clone: string])[] = [
  // source         destination     journal                   simple                 clone
  ['F',             '∅',            '-',                      'copy new',            'copy new'],
  ['F',             '∅',            'F',                      'copy new',            'copy new'],
  ['F',             '∅',            'D',                      'copy new',            'copy new'],
  ['L',             '∅',            '-',                      'copy new',            'copy new'],
  ['D',             '∅',            '-',                      'mkdir new',           'mkdir new'],
  ['D',             '∅',            'D',                      'mkdir new',           'mkdir new'],

  ['F',             'F',            '-',                      'record',              'record'],
  ['F',             'F',            'F',                      'nothing',             'nothing'],
  ['L',             'L',            '-',                      'record',              'record'],
  ['L',             'L',            'L',                      'nothing',             'nothing'],
  ['L',             'L',            'F',                      'record',              'record'],
  ['L',             'L touched',    'L',                      'record',              'record'],
  ['L touched',     'L',            'L',                      'record',              'record'],
  ['F touched',     'F touched',    'L',                      'record',              'record'],
  ['D',             'D',            '-',                      'descend',             'descend'],
  ['D',             'D',            'F',                      'descend',             'descend'],

  ['F different',   'F',            '-',                      'update content',      'update content'],
  ['F different',   'F',            'F',                      'update content',      'update content'],
  ['F',             'F different',  'F',                      'update content',      'update content'],
  ['F',             'F different',  'L',                      'update content',      'update content'],
  ['L different',   'L',            'L',                      'update target',       'update target'],
  ['L',             'L different',  'L',                      'update target',       'update target'],

  ['∅',             'F',            '-',                      'nothing',             'delete'],
  ['∅',             'F',            'F',                      'forget',              'delete'],
  ['∅',             'F different',  'F',                      'forget',              'delete'],
  ['∅',             'L',            'L',                      'forget',              'delete'],
  ['∅',             'D',            '-',                      'nothing',             'vanished'],
  ['∅',             'D',            'D',                      'forget',              'vanished'],
  ['∅',             '∅',            'F',                      'forget',              'forget'],
  ['∅',             '∅',            'D',                      'forget',              'forget'],

  ['F',             'D',            '-',                      'skip kind',           'replace'],
  ['F',             'L',            'F',                      'skip kind',           'replace'],
  ['L',             'F',            '-',                      'skip kind',           'replace'],
  ['L',             'D',            'D',                      'skip kind',           'replace'],
  ['D',             'F',            'F',                      'skip kind',           'replace'],
  ['D',             'L',            '-',                      'skip kind',           'replace'],

  ['⊥',             '∅',            '-',                      'skip special',        'skip special'],
  ['⊥',             'F',            'F',                      'skip special',        'skip special'],
  ['⊥',             'D',            'D',                      'skip special',        'skip special'],
  ['⊥',             '⊥',            'F',                      'skip special',        'skip special'],
  ['⊥',             'unseen',       '-',                      'skip special',        'skip special'],
  ['F',             '⊥',            'F',                      'skip special',        'skip special'],
  ['D',             '⊥',            'D',                      'skip special',        'skip special'],
  ['unseen',        '⊥',            'F',                      'skip special',        'skip special'],
  ['∅',             '⊥',            '-',                      'nothing',             'skip special'],

  ['unseen',        '∅',            'F',                      'nothing',             'nothing'],
  ['unseen',        'F',            'F',                      'nothing',             'nothing'],
  ['unseen',        'D',            'D',                      'nothing',             'nothing'],
  ['F',             'unseen',       '-',                      'nothing',             'nothing'],
  ['F different',   'unseen',       'F',                      'nothing',             'nothing'],
  ['D',             'unseen',       'D',                      'nothing',             'nothing'],
  ['∅',             'unseen',       'F',                      'nothing',             'nothing'],
  ['unseen',        'unseen',       'F',                      'nothing',             'nothing'],

  ['D mounted',     'D',            'D, source mounted',      'descend',             'descend'],
  ['D mounted',     'D',            '-',                      'descend',             'descend'],
  ['D',             'D mounted',    'D, destination mounted', 'descend',             'descend'],
  ['D',             'D',            'D, source mounted',      'skip vanished-mount', 'skip vanished-mount'],
  ['D',             'D mounted',    'D, source mounted',      'skip vanished-mount', 'skip vanished-mount'],
  ['D',             'D',            'D, destination mounted', 'skip vanished-mount', 'skip vanished-mount'],
  ['∅',             'D',            'D, source mounted',      'skip vanished-mount', 'skip vanished-mount'],
  ['D',             '∅',            'D, destination mounted', 'skip vanished-mount', 'skip vanished-mount'],
  ['F',             'D mounted',    'D, source mounted',      'skip vanished-mount', 'skip vanished-mount'],
  ['∅',             '∅',            'D, source mounted',      'forget',              'forget'],
  ['unseen',        'D',            'D, source mounted',      'nothing',             'nothing'],
];

t.test('the one-way table', async (t) => {
  for (const [source, destination, journal, simple, clone] of table) {
    const seen = pairing({ source: states[source]!, destination: states[destination]!, row: rows[journal] });
    const decide = (mode: Mode): string => inWords(decideOneWay(seen, ROOT, policy({ mode })));
    t.equal(decide('simple'), simple, `simple: ${source} → ${destination}, journal ${journal}`);
    t.equal(decide('clone'), clone, `clone: ${source} → ${destination}, journal ${journal}`);
  }
});

t.test('a link is left alone where the destination cannot hold links', async (t) => {
  for (const destination of ['∅', 'F', 'D', 'unseen']) {
    const seen = pairing({ source: link(), destination: states[destination]! });
    t.equal(inWords(decideOneWay(seen, ROOT, policy({ destination: server }))), 'skip link', destination);
  }
});

t.test('a name that the destination cannot hold is left alone', async (t) => {
  const settings = policy({ destination: { ...server, holds: () => false } });
  for (const destination of ['∅', 'F', 'D', 'unseen']) {
    const seen = pairing({ source: file(), destination: states[destination]! });
    t.equal(inWords(decideOneWay(seen, ROOT, settings)), 'skip name', destination);
  }
});

t.test('a link on the destination alone is deleted whatever the source can hold', async (t) => {
  const seen = pairing({ destination: link() });
  t.equal(inWords(decideOneWay(seen, ROOT, policy({ source: server, destination: local }))), 'delete');
});

t.test('an operation speaks of the whole path and carries what was seen', async (t) => {
  const [source, destination] = [file({ size: 11, token: 't2' }), file()];
  const decision = decideOneWay(pairing({ source, destination }), pathFromText('d/e'), policy());
  t.match(decision, {
    operation: { side: 'destination', path: 'd/e/x', content: source, replaces: destination },
  });
});

t.test('a new folder gets the mode of its original', async (t) => {
  t.match(decideOneWay(pairing({ source: directory({ mode: 0o750 }) }), ROOT, policy()), {
    do: 'make',
    operation: { op: 'mkdir', side: 'destination', path: name, mode: 0o750 },
  });
});

/** The side that the report about a path names, in simple mode. */
const reportedSide = (source: Seen, destination: Seen, journal?: Row): string | undefined => {
  const decision = decideOneWay(
    pairing({ source, destination, row: journal }),
    ROOT,
    policy({ mode: 'simple' }),
  );
  return decision.do === 'apply' ? decision.operation.side : undefined;
};

t.test('a report names the side that has to be looked at', async (t) => {
  t.equal(reportedSide(unknown, file()), 'source');
  t.equal(reportedSide(file(), unknown), 'destination');
  t.equal(reportedSide(file(), directory()), 'destination');
  t.equal(reportedSide(directory(), directory(), rows['D, source mounted']), 'source');
  t.equal(reportedSide(directory(), directory(), rows['D, destination mounted']), 'destination');
});
