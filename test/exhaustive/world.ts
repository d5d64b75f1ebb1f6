import type { MemoryEndpoint } from '@syncline/endpoint';
import { createMemoryEndpoint, MemoryVolume, VolumeHand } from '@syncline/endpoint';
import type { Path, Row, Side, SideState } from '@syncline/model';
import { joinPath, pathFromText, sideState } from '@syncline/model';
import type { Journal } from '@syncline/state';
import { CONTENTS } from './contents.ts';
import type { Rows } from './journal.ts';
import { journalOf, putRow } from './journal.ts';
import type { Content, Node, Tree, Triple } from './trees.ts';
import { isFolder, nodeAt, pathsOf } from './trees.ts';

/**
 * How the journal stands to a side that has the content that it knows: `hashed` equal tokens · `plain` the same, and no
 * hash · `touched` another token · `racy` equal tokens that prove nothing.
 */
export type RowStyle = 'hashed' | 'plain' | 'touched' | 'racy';

/** Many triples side by side in one root, each with names of its own. */
export interface World {
  readonly triples: readonly Triple[];
  readonly volumes: Readonly<Record<Side, MemoryVolume>>;
  readonly endpoints: Readonly<Record<Side, MemoryEndpoint>>;
  readonly rows: Rows;
  /** Over the rows. */
  readonly journal: Journal;
}

/** Steps of an endpoint that one triple may cost, at most, in one run (I14). */
const MAX_STEPS_PER_TRIPLE = 200;

/** Triples that share a folder, which both sides and the journal have: fewer visits, and still a small directory. */
const TRIPLES_PER_FOLDER = 16;
const DIGITS = 4;

function folderOf(index: number): Path {
  return pathFromText(`f${Math.floor(index / TRIPLES_PER_FOLDER)}`);
}

/** Where a path of a triple stands in its world. */
export function placed(index: number, path: string): Path {
  return joinPath(folderOf(index), pathFromText(`${String(index).padStart(DIGITS, '0')}-${path}`));
}

/** Which triple a path below one of the folders belongs to, and its path there. */
export function unplaced(path: string): { readonly index: number; readonly path: string } {
  const start = path.indexOf('/') + 1;
  return { index: Number(path.slice(start, start + DIGITS)), path: path.slice(start + DIGITS + 1) };
}

export async function createWorld(triples: readonly Triple[], style: RowStyle): Promise<World> {
  const volumes = { source: planted(triples, 'source'), destination: planted(triples, 'destination') };
  const endpoints = {
    source: bounded(volumes.source, triples.length),
    destination: bounded(volumes.destination, triples.length),
  };
  const rows: Rows = new Map();
  for (const [index, triple] of triples.entries()) {
    putRow(rows, folderOf(index), { kind: 'directory' });
    for (const [path, node] of pathsOf(triple.journal)) {
      const row = await rowOf(node as Content | Tree, style, (side) => {
        const kept = nodeAt(triple[side], path) === node;
        return kept ? stateAt(endpoints[side], placed(index, path), style) : undefined;
      });
      putRow(rows, placed(index, path), row);
    }
  }
  return { triples, volumes, endpoints, rows, journal: journalOf(rows) };
}

function bounded(volume: MemoryVolume, triples: number): MemoryEndpoint {
  let steps = 0;
  return createMemoryEndpoint(volume, {
    onStep: () => {
      steps += 1;
      if (steps > 2 * MAX_STEPS_PER_TRIPLE * triples)
        throw new Error(`${steps} steps for ${triples} triples`);
    },
  });
}

function planted(triples: readonly Triple[], side: Side): MemoryVolume {
  const volume = new MemoryVolume();
  const hand = new VolumeHand(volume);
  for (const [index, triple] of triples.entries()) {
    if (index % TRIPLES_PER_FOLDER === 0) hand.putDirectory(folderOf(index));
    for (const [path, node] of pathsOf(triple[side])) plant(hand, placed(index, path), node);
  }
  return volume;
}

function plant(hand: VolumeHand, path: Path, node: Exclude<Node, undefined>): void {
  if (node === 'socket') return hand.putSpecial(path);
  if (node === 'locked' || isFolder(node)) {
    hand.putDirectory(path);
    if (node === 'locked') hand.setReadable(path, false);
    return;
  }
  const { kind, text, mtime } = CONTENTS[node];
  if (kind === 'link') return hand.putLink(path, text);
  hand.putFile(path, text);
  hand.setMtime(path, mtime!);
}

/** `stateOn`: what a side shows that still has the journal's content. */
async function rowOf(
  node: Content | Tree,
  style: RowStyle,
  stateOn: (side: Side) => Promise<SideState> | undefined,
): Promise<Row> {
  if (isFolder(node)) return { kind: 'directory' };
  const { kind, size, hash } = CONTENTS[node];
  const gone: SideState = { token: 'of another version', racy: style === 'racy' };
  const states = {
    source: (await stateOn('source')) ?? gone,
    destination: (await stateOn('destination')) ?? gone,
  };
  return style === 'plain' ? { kind, size, ...states } : { kind, size, hash, ...states };
}

async function stateAt(endpoint: MemoryEndpoint, path: Path, style: RowStyle): Promise<SideState> {
  const entry = await endpoint.look(path);
  if (entry.kind !== 'file' && entry.kind !== 'link') throw new Error(`${path} was not planted`);
  const state = { ...sideState(entry), racy: style === 'racy' };
  return style === 'touched' ? { ...state, token: `${state.token} before it was touched` } : state;
}
