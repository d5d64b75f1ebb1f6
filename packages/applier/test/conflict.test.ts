import t from 'tap';
import type { Endpoint } from '@syncline/endpoint';
import type { ConflictOperation, Entry, Name } from '@syncline/model';
import { nameOf, pathFromText } from '@syncline/model';
import { applyOperation } from '../src/apply.js';
import { content, context, file, path } from './support.js';

const from = pathFromText('d/x.conflict-source-20260304-050607');
const operation: ConflictOperation = {
  op: 'conflict',
  side: 'source',
  path,
  reason: 'content',
  from,
  loser: file({ token: 'lost' }),
  winner: file({ token: 'won' }),
};

/** Both sides, and what is done to them in its order; `renamed`: what the loser's side shows under its new name. */
function conflict(renamed: Entry | undefined): {
  readonly sides: Readonly<Record<'source' | 'destination', Partial<Endpoint>>>;
  readonly steps: string[];
} {
  const steps: string[] = [];
  const side = (name: string): Partial<Endpoint> => ({
    move: async (old, now) => void steps.push(`${name}: ${old} becomes ${now}`),
    read: async () => content(['abc']),
    write: async ({ path: written, expected }) => {
      steps.push(`${name}: ${written} is written over ${expected?.token ?? 'nothing'}`);
      return { hash: 'h' };
    },
    observe: async (directory, [shown]) =>
      new Map<Name, Entry>(renamed && directory === 'd' && shown === nameOf(from) ? [[shown, renamed]] : []),
    flush: async () => void steps.push(`${name}: all is durable`),
  });
  return { sides: { source: side('source'), destination: side('destination') }, steps };
}

t.test('the loser is renamed, durably, before its copy comes to the other side', async (t) => {
  const { sides, steps } = conflict(file({ name: nameOf(from), token: 'lost' }));
  const applied = await applyOperation(operation, context(sides));
  t.match(applied, { outcome: 'applied', hash: 'h', kept: { entry: { token: 'lost' }, hash: 'h' } });
  t.strictSame(steps, [
    `source: ${path} becomes ${from}`,
    `source: ${path} is written over nothing`,
    'source: all is durable',
    `destination: ${from} is written over nothing`,
  ]);
});

t.test('where a directory keeps the name, the loser alone is carried', async (t) => {
  const { sides, steps } = conflict(file({ name: nameOf(from), token: 'lost' }));
  const applied = await applyOperation({ ...operation, winner: undefined }, context(sides));
  t.match(applied, { outcome: 'applied', kept: { entry: { token: 'lost' }, hash: 'h' } });
  t.strictSame(steps, [
    `source: ${path} becomes ${from}`,
    'source: all is durable',
    `destination: ${from} is written over nothing`,
  ]);
});

t.test('a loser that is gone from its new name is not copied', async (t) => {
  const { sides, steps } = conflict(undefined);
  const applied = await applyOperation(operation, context(sides));
  t.match(applied, { outcome: 'failed', problem: { code: 'unproven', message: /next run carries it/ } });
  t.notOk(steps.some((step) => step.startsWith('destination')));
});
