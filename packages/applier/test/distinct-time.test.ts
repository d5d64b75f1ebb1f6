import t from 'tap';
import type { Endpoint } from '@syncline/endpoint';
import type { Operation } from '@syncline/model';
import { pathFromText, US_PER_SECOND } from '@syncline/model';
import { FAKE_TRAITS } from '../../endpoint/test/fake-side.js';
import { applyOperation } from '../src/apply.js';
import { distinctTime } from '../src/distinct-time.js';
import { content, context, copy, file, link, path } from './support.js';

const SECOND = US_PER_SECOND;
const MINUTE = 60 * SECOND;
const AT = 1_700_000_040 * SECOND;

const timeInPlaceOf = (
  replaced: Parameters<typeof file>[0],
  mtime: number | undefined,
  precisionUs = SECOND,
): number | undefined => distinctTime({ size: 3, mtime }, file({ size: 3, ...replaced }), precisionUs);

t.test('a version that would look like the one that it replaces gets a later time', async (t) => {
  t.equal(timeInPlaceOf({ mtime: AT }, AT + 0.4 * SECOND), AT + 1.4 * SECOND);
  t.equal(timeInPlaceOf({ mtime: AT }, AT - 0.4 * SECOND), AT + 1.6 * SECOND);
});

t.test('of minutes in an unknown zone any that may be the same counts', async (t) => {
  t.equal(timeInPlaceOf({ mtime: AT }, AT + 20 * SECOND, MINUTE), AT + 80 * SECOND);
  const elsewhere = AT + 2 * 60 * MINUTE;
  t.equal(timeInPlaceOf({ mtime: elsewhere }, AT + 20 * SECOND, MINUTE), AT + 80 * SECOND);
});

t.test('a version that is told apart anyway keeps its time', async (t) => {
  t.equal(timeInPlaceOf({ mtime: AT - SECOND }, AT), AT, 'by its time');
  t.equal(timeInPlaceOf({ mtime: AT, size: 4 }, AT), AT, 'by its size');
  t.equal(timeInPlaceOf({ mtime: AT, identity: 'i' }, AT), AT, 'by its identity');
  t.equal(timeInPlaceOf({ mtime: undefined }, AT), AT, 'one had no time');
  t.equal(timeInPlaceOf({ mtime: AT }, undefined), undefined, 'it has none itself');
  t.equal(distinctTime({ size: 3, mtime: AT }, link(), SECOND), AT, 'by its kind');
});

const source: Partial<Endpoint> = {
  read: async () => content(['abc']),
  write: async () => ({ hash: 'h' }),
};

/** The second side tells seconds; what it is given is noted, the time first. */
function sideOfSeconds(): {
  readonly destination: Partial<Endpoint>;
  readonly given: (number | undefined)[];
} {
  const given: (number | undefined)[] = [];
  const destination: Partial<Endpoint> = {
    traits: { ...FAKE_TRAITS, timePrecisionUs: SECOND },
    read: async () => content(['abc']),
    write: async ({ mtime }) => {
      given.push(mtime);
      return { hash: 'h' };
    },
    remove: async () => undefined,
    move: async () => undefined,
    observe: async (_directory, names) => new Map(names.map((name) => [name, file({ name })])),
    setAttributes: async (_path, entry, { mtime }) => {
      given.push(mtime);
      return entry;
    },
    flush: async () => undefined,
  };
  return { destination, given };
}

const [before, after] = [file({ mtime: AT }), file({ mtime: AT + 0.4 * SECOND })];
const steps: readonly Operation[] = [
  copy({ op: 'update', reason: 'content', content: after, replaces: before }),
  {
    op: 'move',
    side: 'destination',
    path,
    reason: 'renamed',
    from: pathFromText('d/y'),
    target: after,
    content: after,
    replaces: before,
  },
  {
    op: 'conflict',
    side: 'destination',
    path,
    reason: 'content',
    from: pathFromText('d/z'),
    loser: before,
    winner: after,
  },
];

t.test(
  'where other machines may look, what replaces a version is told from it, however it comes',
  async (t) => {
    for (const step of steps) {
      const { destination, given } = sideOfSeconds();
      const apart = context({ source, destination }, { tellsApart: true });
      t.match(await applyOperation(step, apart), { outcome: 'applied' }, step.op);
      t.same(given, [AT + 1.4 * SECOND], step.op);
    }
  },
);

t.test('elsewhere it has its own time', async (t) => {
  for (const step of steps) {
    const { destination, given } = sideOfSeconds();
    t.match(await applyOperation(step, context({ source, destination })), { outcome: 'applied' }, step.op);
    t.same(given, step.op === 'move' ? [] : [after.mtime], step.op);
  }
});
