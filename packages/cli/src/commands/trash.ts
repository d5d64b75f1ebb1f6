import { keptFacts, restoredFacts } from '@syncline/daemon/facts';
import { countOf, formatBytes, jsonLine, moment, safePath, safeText } from '@syncline/daemon/words';
import type { KeptOn, Restored, RestoreResult } from '@syncline/engine';
import type { Side } from '@syncline/model';
import { showPath, US_PER_MS } from '@syncline/model';

import type { Context } from '../context.js';
import { atRest } from '../daemon/at-rest.js';
import { inFrame } from './frame.js';
import type { ItemCommandOptions, ItemRequest } from './item-request.js';
import { itemRequest } from './item-request.js';
import { readPath, takeItem } from './item-words.js';

export interface RestoreOptions extends ItemCommandOptions {
  readonly side?: Side;
  readonly to?: string;
}

/** `syncline trash list SOURCE DESTINATION`. Resolves to the exit code. */
export async function trashListCommand(
  words: readonly string[],
  options: ItemCommandOptions,
  context: Context,
): Promise<number> {
  const given = takeItem(words, 'trash list', []);
  return inFrame(context, async (frame) => {
    const { listTrash } = await import('@syncline/engine');
    const { item, stateDirectory } = await itemRequest(given, options, context, frame);
    const { screen, notice, signal } = frame;
    let heading = '';
    await listTrash(item, { stateDirectory, notice, signal }, (kept) => {
      if (options.json === true) return screen.out(jsonLine(keptFacts(kept)));
      const mine = `${kept.run} on the ${kept.side}, ${moment(kept.runStartMs)}:`;
      if (mine !== heading) screen.out(mine);
      heading = mine;
      screen.out(`  ${keptLine(kept)}`);
    });
    if (heading === '' && options.json !== true) screen.out('The trash keeps nothing of this item.');
    return 0;
  });
}

/** `syncline trash restore SOURCE DESTINATION RUN PATH`. Exit 1 when it could not be restored. */
export async function trashRestoreCommand(
  words: readonly string[],
  options: RestoreOptions,
  context: Context,
): Promise<number> {
  const given = takeItem(words, 'trash restore', ['RUN', 'PATH']);
  const [run, path] = given.further;
  const to = options.to === undefined ? undefined : readPath(options.to)[0];
  const readings = readPath(path).map((each) => showPath(each).path);
  return inFrame(context, async (frame) => {
    const { restoreFromTrash } = await import('@syncline/engine');
    const request = await itemRequest(given, options, context, frame);
    const [first = '', ...otherwise] = readings;
    const asked = { run, path: first, otherwise, side: options.side, to };
    const how = { ...frame, stateDirectory: request.stateDirectory };
    const work = (): Promise<RestoreResult> => restoreFromTrash(request.item, asked, how);
    const result = await atRest(request.item.name, how, work);
    return showResult(result, request, options.json === true, (line) => frame.screen.out(line));
  });
}

/** `syncline trash undo SOURCE DESTINATION RUN`. Exit 1 when something could not be restored. */
export async function trashUndoCommand(
  words: readonly string[],
  options: ItemCommandOptions,
  context: Context,
): Promise<number> {
  const given = takeItem(words, 'trash undo', ['RUN']);
  const [run] = given.further;
  return inFrame(context, async (frame) => {
    const { undoRun } = await import('@syncline/engine');
    const request = await itemRequest(given, options, context, frame);
    const how = { ...frame, stateDirectory: request.stateDirectory };
    const result = await atRest(request.item.name, how, () => undoRun(request.item, run, how));
    return showResult(result, request, options.json === true, (line) => frame.screen.out(line));
  });
}

function keptLine({ path, original, entry, later }: KeptOn): string {
  if (entry.kind === 'directory') return `${safePath(path)}/ (a folder)`;
  const time =
    entry.kind === 'file' && entry.mtime !== undefined ? `, ${moment(entry.mtime / US_PER_MS)}` : '';
  const where = path === original ? '' : `, a ${later ? 'later ' : ''}version of ${safePath(original)}`;
  return `${safePath(path)} (${formatBytes(entry.size)}${time}${where})`;
}

function showResult(
  { run, restored }: RestoreResult,
  { item }: ItemRequest,
  json: boolean,
  out: (line: string) => void,
): number {
  const failed = restored.filter(({ problem }) => problem !== undefined).length;
  const exit = failed > 0 ? 1 : 0;
  for (const each of restored) out(json ? jsonLine(restoredFacts(each)) : restoredLine(each));
  const done = restored.length - failed;
  if (json) out(jsonLine({ type: 'summary', exit, restored: done, failed, run }));
  else {
    out(
      `${countOf(done, 'path')} restored${failed === 0 ? '' : `, ${failed} not`}. What stood there before, if anything, is in the trash as the run ${run}.`,
    );
    if (item.mode === 'two-way') out('The next run carries it to the other side.');
    else
      out(
        `In ${item.mode} mode the next run brings back what the source has: change it there too, or ignore the path.`,
      );
  }
  return exit;
}

function restoredLine({ kept, to, problem }: Restored): string {
  const slash = kept.entry.kind === 'directory' ? '/' : '';
  return problem === undefined
    ? `restored      ${safePath(to)}${slash} on the ${kept.side}`
    : `not restored  ${safePath(kept.path)}${slash} on the ${kept.side}: ${safeText(problem)}`;
}
