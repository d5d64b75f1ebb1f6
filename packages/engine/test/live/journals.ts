import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContentRow } from '@syncline/model';
import { openJournal, type Journal } from '@syncline/state';
import type { Test } from 'tap';

/** A journal of its own, with nothing in it. */
export async function journal(t: Test): Promise<Journal> {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-ahead-'));
  const opened = await openJournal({
    directory: join(directory, 'item'),
    pair: '0123456789abcdef',
    itemName: 'item',
    mode: 'write',
    indexSides: ['source', 'destination'],
  });
  t.teardown(async () => {
    await opened.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return opened;
}

/** Each version of a file is another one. */
export function fileRow(version: number): ContentRow {
  const state = (side: string) => ({
    token: `${side}${version}`,
    racy: false,
    identity: `${side}-id${version}`,
  });
  return { kind: 'file', size: version, source: state('s'), destination: state('d') };
}
