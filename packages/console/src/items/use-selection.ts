import { useCallback, useState } from 'react';

/** What is selected, by name. What is no longer there counts as not selected. */
export function useSelection(existing: readonly string[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((name: string) => {
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(name)) next.add(name);
      return next;
    });
  }, []);
  return {
    selected: new Set(existing.filter((name) => chosen.has(name))) as ReadonlySet<string>,
    toggle,
    select: (names: readonly string[]) => setChosen(new Set(names)),
  };
}
