import { useEffect, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { ItemState } from '../api/shapes';
import { STATES } from '../words/states';
import type { Filter, Sorting } from './select-items';
import { SORT_KEYS, WITH_CONFLICTS } from './select-items';

/** What of the list is shown, and in which order. */
export interface ListView {
  readonly filter: Filter;
  readonly sorting: Sorting;
  /** From 1. */
  readonly page: number;
}

let latest = '/';

/** The address of the list as it was seen last. */
export function listHref(): string {
  return latest;
}

/**
 * What of the list is shown is in the address: a reload, the way back from an item and a shared link show the same. Another
 * filter or order begins at the first page.
 */
export function useListView(): readonly [ListView, (changes: Partial<ListView>) => void] {
  const [query, setQuery] = useSearchParams();
  const view = useMemo(() => viewIn(query), [query]);
  useEffect(() => {
    latest = query.size === 0 ? '/' : `/?${query.toString()}`;
  }, [query]);
  const change = (changes: Partial<ListView>) =>
    setQuery(queryOf({ ...view, page: 1, ...changes }), { replace: true });
  return [view, change];
}

/** What is not understood counts as not said. */
function viewIn(query: URLSearchParams): ListView {
  const [state, sort] = [query.get('state'), query.get('sort')];
  return {
    filter: {
      text: query.get('search') ?? '',
      group: query.get('group'),
      state: state === WITH_CONFLICTS || isState(state) ? state : null,
    },
    sorting: {
      key: SORT_KEYS.find((key) => key === sort) ?? 'name',
      descending: query.get('order') === 'descending',
    },
    page: Math.max(1, Math.trunc(Number(query.get('page'))) || 1),
  };
}

function isState(state: string | null): state is ItemState {
  return state !== null && Object.hasOwn(STATES, state);
}

/** Only what is not as it is without an address. */
function queryOf({ filter: { text, group, state }, sorting, page }: ListView): URLSearchParams {
  const query = new URLSearchParams();
  if (text !== '') query.set('search', text);
  if (state !== null) query.set('state', state);
  if (group !== null) query.set('group', group);
  if (sorting.key !== 'name') query.set('sort', sorting.key);
  if (sorting.descending) query.set('order', 'descending');
  if (page > 1) query.set('page', String(page));
  return query;
}
