import { heldFacts, holdFacts } from '@syncline/daemon/facts';
import { countOf, formatBytes, jsonLine, moment, safePath, safeText } from '@syncline/daemon/words';
import type { HeldPath, ListedHold } from '@syncline/engine';
import type { Item } from '@syncline/model';

import type { Context } from '../context.js';
import { connectDaemon } from '../daemon/client.js';
import { stateDirectory } from '../state-directory.js';
import type { Frame } from './frame.js';
import { inFrame } from './frame.js';
import type { ItemCommandOptions } from './item-request.js';
import { itemRequest } from './item-request.js';
import { takeItem } from './item-words.js';

/** `syncline holds [SOURCE DESTINATION]`: deletes that wait, of one item or of all. Resolves to the exit code. */
export async function holdsCommand(
  words: readonly string[],
  options: ItemCommandOptions,
  context: Context,
): Promise<number> {
  return inFrame(context, async (frame) => {
    const { listHolds } = await import('@syncline/engine');
    const item = words.length === 0 ? undefined : await itemOf(words, options, context, frame);
    const where = { stateDirectory: stateDirectory(options.state, context), notice: frame.notice };
    let count = 0;
    for await (const hold of listHolds(where, item)) {
      count += 1;
      for (const line of options.json === true ? holdJson(hold) : holdLines(hold)) frame.screen.out(line);
      await frame.screen.whenWritable();
    }
    if (count === 0 && options.json !== true) frame.screen.out('No deletes are held.');
    return 0;
  });
}

/**
 * `syncline holds approve|drop ID`. Through the daemon if it runs: the journal of an item that it follows is its own.
 * Resolves to the exit code.
 */
export async function holdCommand(
  action: 'approve' | 'drop',
  id: string,
  options: Pick<ItemCommandOptions, 'json' | 'state'>,
  context: Context,
): Promise<number> {
  return inFrame(context, async ({ screen, notice, signal }) => {
    const directory = stateDirectory(options.state, context);
    const hold = await settleHold(action, id, { stateDirectory: directory, notice, signal });
    const done = action === 'approve' ? 'approved' : 'dropped';
    if (options.json === true) screen.out(jsonLine({ type: 'hold', id: hold.id, outcome: done }));
    else
      screen.out(
        action === 'approve' ? approvedText(hold) : `${hold.id} is dropped: the next run decides anew.`,
      );
    return 0;
  });
}

async function settleHold(
  action: 'approve' | 'drop',
  id: string,
  where: Pick<Frame, 'notice' | 'signal'> & { readonly stateDirectory: string },
): Promise<Pick<ListedHold, 'id' | 'files'>> {
  const daemon = await connectDaemon(where.stateDirectory);
  if (daemon !== undefined)
    return daemon.ask('POST', `/holds/${encodeURIComponent(id)}/${action}`, undefined, where.signal);
  const { approveHold, dropHold } = await import('@syncline/engine');
  return action === 'approve' ? approveHold(id, where) : dropHold(id, where);
}

async function itemOf(
  words: readonly string[],
  options: ItemCommandOptions,
  context: Context,
  frame: Frame,
): Promise<Item> {
  return (await itemRequest(takeItem(words, 'holds', []), options, context, frame)).item;
}

function approvedText({ id, files }: Pick<ListedHold, 'id' | 'files'>): string {
  return `${id} is approved: the next run deletes what it lists (${countOf(files, 'file')}), each only if it is still the same version.`;
}

function* holdJson(hold: ListedHold): Generator<string> {
  yield jsonLine(holdFacts(hold));
  for (const held of hold.paths) yield jsonLine(heldFacts(hold.id, held));
}

function* holdLines(hold: ListedHold): Generator<string> {
  const { id, mode, source, destination, sinceMs, because, approved, files, folders } = hold;
  const what = [countOf(files, 'file'), ...(folders === 0 ? [] : [countOf(folders, 'folder')])].join(', ');
  yield `${id}: ${what}, held since ${moment(sinceMs)}${approved ? ', approved: the next run deletes them' : ''}`;
  yield `  ${safeText(source)} and ${safeText(destination)}, ${mode}`;
  for (const [side, why] of Object.entries(because)) yield `  on the ${side}: ${safeText(why)}`;
  for (const held of hold.paths) yield `    ${heldLine(held)}`;
  if (!approved)
    yield `  syncline holds approve ${id} lets the next run delete these; holds drop ${id} forgets the list.`;
}

function heldLine({ path, side, kind, size, proof }: HeldPath): string {
  const what = kind === 'directory' ? `${safePath(path)}/` : `${safePath(path)} (${formatBytes(size ?? 0)})`;
  return `${what} on the ${side}: ${safeText(proof)}`;
}
