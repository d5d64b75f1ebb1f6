import t from 'tap';
import {
  forgetHiddenNames,
  isInHiddenUse,
  notedNames,
  noteHiddenName,
  noteNewName,
} from '../src/hidden-names.js';
import { at, hiddenRun } from './hidden.js';

t.test('a name is noted with the folders above it, as far as its side hides them', async (t) => {
  const { run, noted } = hiddenRun({});
  await noteHiddenName(run, 'destination', at('.mail/cur/.draft'));
  await noteHiddenName(run, 'destination', at('box/.sent/1'));
  await noteHiddenName(run, 'source', at('.shown'));
  t.strictSame(noted(), ['name .mail', 'name .mail/cur/.draft', 'name box/.sent']);
  const plain = hiddenRun({});
  await noteHiddenName(plain.run, 'destination', at('box/1'));
  t.strictSame(plain.steps, [], 'what is listed costs nothing');
});

t.test('a new name is noted by itself, and only where it is hidden', async (t) => {
  const { run, noted } = hiddenRun({});
  for (const path of ['.mail/.draft', '.mail/1', 'box/1']) await noteNewName(run, 'destination', at(path));
  await noteNewName(run, 'source', at('.shown'));
  t.strictSame(noted(), ['name .mail/.draft']);
});

t.test('noted names are found by their folder, where a side hides any', async (t) => {
  const notes = { 'name\0.a': true, 'name\0.b': true, 'name\0box/.c': true, 'temp\0box/.d': 'source' };
  for (const hides of [['source'], ['destination']] as const)
    t.strictSame(Object.fromEntries(await notedNames(hiddenRun({ hides, notes }).run)), {
      '': ['.a', '.b'],
      box: ['.c'],
    });
  t.equal((await notedNames(hiddenRun({ hides: [], notes }).run)).size, 0);
});

t.test('a noted name is forgotten once it is known, or stands for nothing', async (t) => {
  const names = ['.journalled', '.stands', '.gone', '.shown', 'lost/.below', 'doubtful/.below'];
  const { run, noted } = hiddenRun({
    notes: Object.fromEntries(names.map((name) => [`name\0${name}`, true])),
    journalled: ['.journalled'],
    source: { '.shown': 'there', '.gone': 'there' },
    destination: {
      '.journalled': 'there',
      '.stands': 'there',
      'lost/.below': 'unknown',
      'doubtful/.below': 'unknown',
      doubtful: 'there',
    },
  });
  await forgetHiddenNames(run);
  t.strictSame(noted(), ['name .stands', 'name doubtful/.below']);
});

t.test(
  'what is in doubt up to the root stays noted; where nothing is to be forgotten nothing is committed',
  async (t) => {
    const { run, steps, noted } = hiddenRun({
      notes: { 'name\0.mail': true },
      destination: { '.mail': 'unknown' },
    });
    await forgetHiddenNames(run);
    t.strictSame(noted(), ['name .mail']);
    t.strictSame(steps, ['destination: look .mail']);
  },
);

t.test('a name is in use where a side that hides it knows it by name', async (t) => {
  const { run, steps } = hiddenRun({
    source: { '.shown': 'there', plain: 'there' },
    destination: { '.mail': 'there', plain: 'there', '.doubt': 'unknown' },
  });
  t.ok(await isInHiddenUse(at('.mail'), run));
  for (const path of ['.free', '.shown', '.doubt']) t.notOk(await isInHiddenUse(at(path), run), path);
  steps.length = 0;
  t.notOk(await isInHiddenUse(at('plain'), run));
  t.strictSame(steps, [], 'what a listing shows is not asked for');
});
