import t from 'tap';
import type { Answer, FileEntry } from '../src/entry.js';
import { hasContent, sameObservation, unknownEntry } from '../src/entry.js';
import { pathFromText } from '../src/path.js';

const name = pathFromText('a');
const file: FileEntry = { kind: 'file', name, size: 1, mtime: 1, token: 't', racy: false };
const link: Answer = { kind: 'link', name, size: 1, target: 'x', token: 't', racy: false };
const directory: Answer = { kind: 'directory', name };
const absent: Answer = { kind: 'absent', name };
const unknown = unknownEntry(name, name, 'special', 'a socket');

t.test('an untouched thing is the same observation', async (t) => {
  for (const entry of [file, link, directory, absent]) t.ok(sameObservation(entry, { ...entry }), entry.kind);
  t.ok(sameObservation(directory, { ...directory, mode: 0o700 }), 'the mode of a folder does not matter');
});

t.test('another token or another kind is not the same observation', async (t) => {
  t.notOk(sameObservation(file, { ...file, token: 'u' }));
  t.notOk(sameObservation(file, link), 'not even with the same token');
  t.notOk(sameObservation(file, absent));
  t.notOk(sameObservation(absent, directory));
});

t.test('files and links have content of their own', async (t) => {
  t.ok(hasContent(file));
  t.ok(hasContent(link));
  for (const other of [directory, absent, unknown, undefined])
    t.notOk(hasContent(other), other?.kind ?? 'nothing');
});
