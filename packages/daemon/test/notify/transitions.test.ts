import t from 'tap';
import type { ItemState, ItemStatus } from '../../src/api/item-shapes.ts';
import type { NotifyEvent } from '../../src/config/notify-schema.ts';
import { transitionsOf } from '../../src/notify/transitions.ts';

function item(state: ItemState, name = 'mail', reason?: string): ItemStatus {
  return {
    name,
    description: '',
    mode: 'clone',
    source: '/a',
    destination: '/b',
    state,
    ...(reason === undefined ? {} : { reason }),
    nextRuns: [],
    schedule: [],
    timezone: 'UTC',
    holds: 0,
    conflicts: 0,
    hasLog: false,
  };
}

function told(...states: ItemState[]): string[] {
  const known = new Map<string, NotifyEvent>();
  return states.map((state) =>
    transitionsOf([item(state)], known)
      .map(({ event }) => event)
      .join(),
  );
}

t.test('trouble is told once when it begins, and its end once', async (t) => {
  t.same(told('in-sync', 'failed', 'failed', 'in-sync', 'in-sync'), ['', 'failed', '', 'recovered', '']);
  t.same(told('failed', 'running', 'failed'), ['failed', '', ''], 'a try in between is no end');
  t.same(told('failed', 'waiting', 'running', 'live'), ['failed', '', '', 'recovered']);
  t.same(told('overdue', 'failed', 'held', 'in-sync'), ['overdue', 'failed', 'held', 'recovered']);
  t.same(told('new', 'running', 'in-sync'), ['', '', '']);
});

t.test('each item is told of by itself, with its reason', async (t) => {
  const known = new Map<string, NotifyEvent>();
  t.same(transitionsOf([item('failed', 'a', 'no connection'), item('in-sync', 'b')], known), [
    { event: 'failed', item: 'a', reason: 'no connection' },
  ]);
  t.same(transitionsOf([item('in-sync', 'a'), item('held', 'b', '9 deletes')], known), [
    { event: 'recovered', item: 'a', reason: 'it was failed' },
    { event: 'held', item: 'b', reason: '9 deletes' },
  ]);
  t.same(transitionsOf([], known), []);
  t.equal(known.size, 0, 'an item that is no more is forgotten');
});
