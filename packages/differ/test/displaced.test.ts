import type { ContentRow, FileEntry, Name, Side } from '@syncline/model';
import { pathFromText } from '@syncline/model';
import t from 'tap';
import { displacedRenames } from '../src/displaced.js';
import type { Pairing, Seen } from '../src/pairing.js';
import { directory, file, link, pairing, row, unknown } from './support.js';

/** The file that a side knows by an identity; the other side has it untouched since the last run. */
function version(identity: string, changes: Partial<FileEntry> = {}): FileEntry {
  return file({ identity, token: `of ${identity}`, ...changes });
}

function rowOf(identity: string): ContentRow {
  const side = { token: `of ${identity}`, racy: false, identity };
  return row({ source: side, destination: side });
}

/** What was there under a name at the last run, what the source has there now, and the destination. */
function name(text: string, was: string | undefined, source: Seen, destination: Seen): Pairing {
  const known = was === undefined ? undefined : rowOf(was);
  return pairing({ name: pathFromText(text) as Name, row: known, source, destination });
}

/** `log` was renamed to `log.1`, and there is a new `log`. */
const TAKEN = name('log', 'A', version('N'), version('A'));
const FREE = name('log.1', undefined, version('A'), 'absent');

function found(pairings: readonly Pairing[], followed: readonly Side[] = ['source']): readonly string[] {
  return displacedRenames(pairings, followed).map((chain) =>
    chain
      .map(({ side, from, to, replaces }) => {
        const over = replaces === undefined ? '' : ` over ${replaces.identity ?? ''}`;
        return `${side}: ${from.name} -> ${to.name}${over}`;
      })
      .join(', '),
  );
}

t.test('a rename whose old name something else has', async (t) => {
  t.same(found([TAKEN, FREE]), ['destination: log -> log.1']);
  t.same(found([name('log', 'A', directory(), version('A')), FREE]), ['destination: log -> log.1']);
  t.same(found([name('log', 'A', link(), version('A')), FREE]), ['destination: log -> log.1']);
  const [rename] = displacedRenames([TAKEN, FREE], ['source']).flat();
  t.equal(rename?.target, TAKEN.destination);
  t.equal(rename?.content, FREE.source);
  t.equal(rename?.row, TAKEN.row);
});

t.test('on both sides, where both are followed', async (t) => {
  const other = ({ source, destination, ...rest }: Pairing): Pairing => ({
    ...rest,
    source: destination,
    destination: source,
  });
  const there = [other(TAKEN), other(FREE)];
  t.same(found(there), []);
  t.same(found(there, ['source', 'destination']), ['source: log -> log.1']);
});

t.test('each rename of a chain makes room for the next; the last name is free or is replaced', async (t) => {
  const log = name('log', 'A', version('N'), version('A'));
  const first = name('log.1', 'B', version('A'), version('B'));
  const second = name('log.2', 'C', version('B'), version('C'));
  const fresh = name('log.2', undefined, version('B'), 'absent');
  t.same(found([log, first, second]), ['destination: log.1 -> log.2 over C, destination: log -> log.1']);
  t.same(found([log, first, fresh]), ['destination: log.1 -> log.2, destination: log -> log.1']);
  t.same(found([fresh, first, log]), ['destination: log.1 -> log.2, destination: log -> log.1']);
});

t.test('a chain ends where a name cannot be given away, and another begins before it', async (t) => {
  const log = name('log', 'A', version('N'), version('A'));
  const first = name('log.1', 'B', version('A'), version('B'));
  const theirs = name('log.2', 'C', version('B'), version('D'));
  t.same(found([log, first, theirs]), ['destination: log -> log.1 over B']);
});

t.test('files that changed places are none', async (t) => {
  const left = name('a', 'A', version('B'), version('A'));
  const right = name('b', 'B', version('A'), version('B'));
  t.same(found([left, right]), []);
});

t.test('a second name of one file is a copy', async (t) => {
  const again = name('log.2', undefined, version('A'), 'absent');
  t.same(found([TAKEN, FREE, again]), ['destination: log -> log.1']);
});

t.test('what has its name still was not renamed, whoever had it too', async (t) => {
  const both = name('log.1', 'A', version('A'), version('A'));
  t.same(found([TAKEN, both]), []);
});

const LINK: ContentRow = { ...rowOf('A'), kind: 'link', hash: 'y' };

t.test('a link, as what it leads to', async (t) => {
  const taken = { ...name('l', 'A', link({ identity: 'N' }), link({ token: 'of A' })), row: LINK };
  const free = name('m', undefined, link({ identity: 'A', target: 'y' }), 'absent');
  t.same(found([taken, free]), ['destination: l -> m']);
});

const NONE: Readonly<Record<string, readonly Pairing[]>> = {
  'the old name has what it had': [name('log', 'A', version('A'), version('A')), FREE],
  'the old name is gone, which has to be proven': [name('log', 'A', 'absent', version('A')), FREE],
  'the old name is not known': [name('log', 'A', 'unseen', version('A')), FREE],
  'the old name cannot be read': [name('log', 'A', unknown, version('A')), FREE],
  'the old name was never known': [name('log', undefined, version('N'), version('A')), FREE],
  'the other side changed it': [name('log', 'A', version('N'), version('A', { token: 'edited' })), FREE],
  'the other side lost it': [name('log', 'A', version('N'), 'absent'), FREE],
  'it was edited, too': [TAKEN, name('log.1', undefined, version('A edited'), 'absent')],
  'a link took its number': [TAKEN, name('log.1', undefined, link({ identity: 'A' }), 'absent')],
  'a link that leads elsewhere took the number of a link': [
    { ...name('l', 'A', link({ identity: 'N' }), link({ token: 'of A' })), row: LINK },
    name('m', undefined, link({ identity: 'A', target: 'elsewhere' }), 'absent'),
  ],
  'the other side has a link where the file was': [
    name('log', 'A', version('N'), link({ token: 'of A' })),
    FREE,
  ],
  'the other side has the new name': [TAKEN, name('log.1', undefined, version('A'), version('X'))],
  'the other side is not known there': [TAKEN, name('log.1', undefined, version('A'), 'unseen')],
  'the other side lost the new name': [TAKEN, name('log.1', 'B', version('A'), 'absent')],
  'the other side has a folder there': [TAKEN, name('log.1', 'B', version('A'), directory())],
  'the side tells nothing by which a file is known': [
    name('log', 'A', file(), version('A')),
    name('log.1', undefined, file({ token: 'of A' }), 'absent'),
  ],
};
for (const [why, pairings] of Object.entries(NONE))
  t.test(`none: ${why}`, async (t) => {
    t.same(found(pairings), []);
  });
