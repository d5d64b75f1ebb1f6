import t from 'tap';
import { faultText, pathOf } from '../../src/words/faults.ts';
import { asSentence } from '../../src/words/sentences.ts';

const fault = (key: string, message = 'is empty') => ({ key, message });

t.test('a key is told by the name of its field, wherever it was found', async (t) => {
  for (const [key, label] of [
    ['source.port', 'Source, Port'],
    ['items[12].destination.fileCheck', 'Destination, File Check'],
    ['item.source.privateKey.file', 'Source, Private key, file'],
    ['items[0].source.ignore[3]', 'Source, Ignore List'],
    ['limits.connections', 'Connections'],
    ['trash.keepDays', 'Keep for days'],
    ['schedule[1].between', 'Schedule 2, Only between'],
    ['schedule.at', 'Schedule 1, Once at'],
    ['schedules[0].every', 'Schedule 1, Every'],
  ] as const)
    t.equal(faultText(fault(key)), `${label}: It is empty`);
  t.equal(pathOf(fault('items[2].schedule[1].between')), 'schedule.1.between');
});

t.test('what is wrong with the item as a whole needs no name', async (t) => {
  t.equal(
    faultText(fault('items[4]', 'writes into /srv, which a writes too')),
    'It writes into /srv, which a writes too',
  );
  t.equal(faultText(fault('', 'the source lies inside')), 'The source lies inside');
});

t.test('names and paths are never written otherwise', async (t) => {
  t.equal(asSentence('mail has no log file'), 'mail has no log file');
  t.equal(asSentence('the destination: no answer'), 'The destination: no answer');
});
