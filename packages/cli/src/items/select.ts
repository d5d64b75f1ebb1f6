import type { ConfiguredItem, LoadedConfig } from '@syncline/daemon/config';
import { usageError } from '@syncline/model';

/** Which items are meant: those named, those of a group, or all. */
export interface Selection {
  readonly names: readonly string[];
  readonly group?: string | undefined;
  readonly all?: boolean | undefined;
}

/** The items that are meant, each once. Throws `usage` for names and groups that are not there. */
export async function selectItems(
  selection: Selection,
  loaded: LoadedConfig,
): Promise<readonly ConfiguredItem[]> {
  const { findGroup, findItem } = await import('@syncline/daemon/config');
  const { all, group, names } = selection;
  if (all === true || (names.length === 0 && group === undefined)) return loaded.config.items;
  const named = names.map((name) => findItem(loaded, name));
  const grouped = group === undefined ? [] : findGroup(loaded, group);
  return [...new Set([...named, ...grouped])];
}

/** Exactly one of the three ways to say which items are meant. Throws `usage`. */
export function requireSelection(command: string, { all, group, names }: Selection): void {
  const ways = [names.length > 0, group !== undefined, all === true].filter(Boolean).length;
  if (ways === 1) return;
  throw usageError(
    `${command}: ${ways === 0 ? 'say which items' : 'say which items in one way only'}. Write: syncline ${command} ITEM…, or --group GROUP, or --all`,
  );
}
