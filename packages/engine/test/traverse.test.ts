import t from 'tap';
import { EMPTY, lastValueFrom, NEVER, Observable, of, Subject, throwError, toArray } from 'rxjs';
import type { Visited } from '../src/traverse.js';
import { traverse } from '../src/traverse.js';

type Step = Visited<string, string>;
type Tree = { readonly [place: string]: readonly string[] };

const tree: Tree = { '': ['a', 'b'], a: ['a1', 'a2'], a1: ['a11'], b: ['b1'] };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Visits that end in a later turn: each emits its place, then says what lies below it. */
function laterIn(places: Tree): (place: string) => Observable<Step> {
  return (place) =>
    new Observable((subscriber) => {
      setImmediate(() => {
        subscriber.next({ type: 'emit', value: place });
        subscriber.next({ type: 'enter', places: places[place] ?? [] });
        subscriber.complete();
      });
    });
}

/** Visits that a test ends by hand. */
function byHand() {
  const open = new Map<string, Subject<Step>>();
  const left: string[] = [];
  return {
    left,
    visiting: () => [...open.keys()],
    visit: (place: string) =>
      new Observable<Step>((subscriber) => {
        const steps = new Subject<Step>();
        open.set(place, steps);
        steps.subscribe(subscriber);
        return () => void (open.delete(place) && left.push(place));
      }),
    enter: (place: string, ...places: string[]) => open.get(place)!.next({ type: 'enter', places }),
    end: (place: string) => open.get(place)!.complete(),
    fail: (place: string) => open.get(place)!.error(new Error(`${place} is lost`)),
  };
}

t.test('with one slot places are visited depth-first, in order', async (t) => {
  const visited = await lastValueFrom(traverse([''], () => 1, laterIn(tree)).pipe(toArray()));
  t.strictSame(visited, ['', 'a', 'a1', 'a11', 'a2', 'b', 'b1']);
});

t.test('with many slots every place is visited once', async (t) => {
  const visited = await lastValueFrom(traverse([''], () => 4, laterIn(tree)).pipe(toArray()));
  t.strictSame(visited.sort(), ['', 'a', 'a1', 'a11', 'a2', 'b', 'b1']);
});

t.test('without places there is nothing to visit', async (t) => {
  t.strictSame(await lastValueFrom(traverse([], () => 2, laterIn(tree)).pipe(toArray())), []);
});

t.test('the next place is visited only when a slot is free', async (t) => {
  const hand = byHand();
  traverse(['a', 'b', 'c'], () => 2, hand.visit).subscribe();
  t.strictSame(hand.visiting(), ['a', 'b']);
  await turn();
  t.strictSame(hand.visiting(), ['a', 'b'], 'however long it takes');
  hand.end('b');
  t.strictSame(hand.visiting(), ['a', 'c']);
});

t.test('what lies below a place is visited after its visit, and before its siblings', async (t) => {
  const hand = byHand();
  traverse(['a', 'b'], () => 1, hand.visit).subscribe();
  hand.enter('a', 'a1');
  hand.enter('a', 'a2');
  t.strictSame(hand.visiting(), ['a']);
  hand.end('a');
  t.strictSame(hand.visiting(), ['a1']);
  hand.end('a1');
  t.strictSame(hand.visiting(), ['a2']);
});

t.test('it completes when the last visit does', async (t) => {
  const hand = byHand();
  let complete = false;
  traverse(['a', 'b'], () => 2, hand.visit).subscribe({ complete: () => (complete = true) });
  hand.end('a');
  t.notOk(complete);
  hand.end('b');
  t.ok(complete);
});

t.test('the first error ends all visits', async (t) => {
  const hand = byHand();
  const errors: Error[] = [];
  traverse(['a', 'b', 'c'], () => 2, hand.visit).subscribe({ error: (error: Error) => errors.push(error) });
  hand.fail('a');
  t.strictSame(
    errors.map(({ message }) => message),
    ['a is lost'],
  );
  t.strictSame(hand.visiting(), [], 'the other one is ended and no new one begun');
});

t.test('unsubscribing ends the visits under way and begins no other', async (t) => {
  const hand = byHand();
  traverse(['a', 'b', 'c'], () => 2, hand.visit)
    .subscribe()
    .unsubscribe();
  t.strictSame(hand.left, ['a', 'b']);
  t.strictSame(hand.visiting(), []);
});

t.test('how many are visited at once may change on the way', async (t) => {
  const hand = byHand();
  let slots = 1;
  traverse(['a', 'b', 'c', 'd', 'e'], () => slots, hand.visit).subscribe();
  t.strictSame(hand.visiting(), ['a']);
  slots = 3;
  hand.end('a');
  t.strictSame(hand.visiting(), ['b', 'c', 'd']);
  slots = 1;
  hand.end('b');
  t.strictSame(hand.visiting(), ['c', 'd'], 'those under way go on');
});

t.test('each subscription is a traverse of its own', async (t) => {
  const twice = traverse([''], () => 1, laterIn(tree)).pipe(toArray());
  t.strictSame(await lastValueFrom(twice), await lastValueFrom(twice));
});

t.test('an error that comes at once ends the traverse', async (t) => {
  const failing = traverse(
    ['a', 'b'],
    () => 2,
    (place) => (place === 'b' ? throwError(() => new Error('lost')) : NEVER),
  );
  await t.rejects(lastValueFrom(failing), /lost/);
});

/** Places 0 to `count` - 1. */
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

t.test('a hundred thousand visits that end at once cost no stack', async (t) => {
  let visits = 0;
  const visit = (): Observable<Visited<number, never>> => {
    visits += 1;
    return EMPTY;
  };
  await lastValueFrom(
    traverse(range(100_000), () => 2, visit),
    { defaultValue: undefined },
  );
  t.equal(visits, 100_000);
});

/** Each place has the next one below it; only the last one is told. */
const deeper = (place: number): Observable<Visited<number, number>> =>
  place === 100_000 ? of({ type: 'emit', value: place }) : of({ type: 'enter', places: [place + 1] });

t.test('a chain of a hundred thousand places, each below the other, costs no stack', async (t) => {
  t.strictSame(await lastValueFrom(traverse([0], () => 2, deeper).pipe(toArray())), [100_000]);
});

t.test('one place may have two hundred thousand below it', async (t) => {
  const children = range(200_000).map((n) => n + 1);
  const wide = (place: number): Observable<Visited<number, number>> =>
    place === 0 ? of({ type: 'enter', places: children }) : of({ type: 'emit', value: place });
  const visited = await lastValueFrom(traverse([0], () => 2, wide).pipe(toArray()));
  t.equal(visited.length, 200_000);
  t.ok(
    visited.every((place, index) => place === index + 1),
    'in order',
  );
});
