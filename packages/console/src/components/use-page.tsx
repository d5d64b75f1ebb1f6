import { Pagination } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';

/** Rows of one page: more would make every change of one of them slow. */
const ROWS = 50;

/** One page of a list, and what turns the pages; null where there is only one. */
export function usePage<T>(all: readonly T[]): { readonly shown: readonly T[]; readonly pager: ReactNode } {
  const [page, setPage] = useState(1);
  const pages = Math.max(1, Math.ceil(all.length / ROWS));
  const here = Math.min(page, pages);
  return {
    shown: all.slice((here - 1) * ROWS, here * ROWS),
    pager:
      pages === 1 ? null : (
        <Pagination
          total={pages}
          value={here}
          onChange={setPage}
          size="sm"
          siblings={0}
          getControlProps={(control) => ({ 'aria-label': `${control} page` })}
        />
      ),
  };
}
