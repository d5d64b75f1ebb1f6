import type { Name, Path } from '@syncline/model';
import { pathFromText, ROOT } from '@syncline/model';
import { once } from 'node:events';
import t from 'tap';
import type { JoinedWalk } from '../../src/live/joined-walk.js';
import { walkJoined } from '../../src/live/joined-walk.js';
import type { Place } from '../../src/place.js';
import { placeOnBoth } from '../../src/place.js';

const FIRST = [placeOnBoth(pathFromText('large'))];

/** A pass whose places are walked until they are let go; what is `ready` joins, but for what is in `busy`. */
function pass(ready: readonly string[]) {
  const walked: string[] = [];
  const joined: Path[] = [];
  const ends = new Map<string, { readonly go: () => void; readonly fail: (error: Error) => void }>();
  let waiting = ready.map(pathFromText);
  let wake = (): void => undefined;
  const shown = ({ path, scope }: Place): string => `${path}: ${[...(scope?.names ?? [])].join(' ')}`;
  const parts = {
    walk: (places: readonly Place[]) =>
      new Promise<void>((resolve, reject) => {
        const what = places.map(shown).join(', ');
        ends.set(what, { go: resolve, fail: reject });
        walked.push(what);
        wake();
      }),
    places: {
      joinable: async (paths: readonly Path[]) => paths.filter((path) => !path.startsWith('busy')),
      of: async ({ names }: { readonly names: ReadonlyMap<Path, ReadonlySet<Name>> }) =>
        [...names].map(([path, each]) => placeOnBoth(path, { names: each, trees: new Set() })),
    },
    joining: {
      wait: async (signal: AbortSignal) => {
        if (!signal.aborted) await once(signal, 'abort');
      },
      joinable: () => waiting,
      join: (paths: readonly Path[]) => {
        joined.push(...paths);
        waiting = waiting.filter((path) => !paths.includes(path));
      },
    },
  } as unknown as JoinedWalk;
  const untilWalked = async (count: number): Promise<void> => {
    while (walked.length < count) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { parts, walked, joined, untilWalked, end: (what: string) => ends.get(what)! };
}

t.test('what became ready is looked at beside what takes long, each folder once', async (t) => {
  const { parts, walked, joined, untilWalked, end } = pass(['new/1', 'cur/2', 'new/3', 'busy/4', '5']);
  const walking = walkJoined(FIRST, parts);
  await untilWalked(2);
  t.strictSame(walked, ['large: ', `new: 1 3, cur: 2, ${ROOT}: 5`]);
  t.strictSame(joined, ['new/1', 'cur/2', 'new/3', '5']);
  end('large: ').go();
  let over = false;
  void walking.then(() => (over = true));
  await new Promise((resolve) => setImmediate(resolve));
  t.notOk(over, 'what joined is waited for');
  end(walked[1]!).go();
  await walking;
});

t.test('nothing joins a pass that is soon through', async (t) => {
  const { parts, walked, joined, end } = pass(['new/1']);
  const walking = walkJoined(FIRST, parts);
  end('large: ').go();
  await walking;
  t.strictSame([walked, joined], [['large: '], []]);
});

t.test('what fails ends the pass when all of it has ended, with the first failure', async (t) => {
  const { parts, walked, untilWalked, end } = pass(['new/1']);
  const walking = walkJoined(FIRST, parts);
  await untilWalked(2);
  end(walked[1]!).fail(new Error('the first'));
  end('large: ').fail(new Error('the second'));
  await t.rejects(walking, { message: 'the first' });
});

t.test('what cannot be asked for fails the pass, which ends with what it began', async (t) => {
  const { parts, joined, end } = pass(['new/1']);
  let asked = (): void => undefined;
  const whenAsked = new Promise<void>((resolve) => (asked = resolve));
  const places = {
    joinable: async () => {
      asked();
      throw new Error('the side is lost');
    },
  } as unknown as JoinedWalk['places'];
  const walking = walkJoined(FIRST, { ...parts, places });
  let over = false;
  const failure = walking.catch((error: unknown) => {
    over = true;
    return error;
  });
  await whenAsked;
  await new Promise((resolve) => setImmediate(resolve));
  t.notOk(over, 'what was begun is waited for');
  end('large: ').go();
  t.match(await failure, { message: 'the side is lost' });
  t.strictSame(joined, []);
});
