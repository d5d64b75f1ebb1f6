import type { ConflictPolicy, Compare, Item, Outcome } from '@syncline/model';
import { DEFAULT_DELETE_LIMIT, DEFAULT_LIMITS, DEFAULT_TRASH } from '@syncline/model';
import { attempt } from '../../packages/engine/src/attempt.ts';
import type { Effects } from '../../packages/engine/src/effects.ts';
import type { RunEvent } from '../../packages/engine/src/events.ts';
import { journalled } from './aftermath.ts';
import type { World } from './world.ts';

export interface Settings {
  readonly conflict: ConflictPolicy;
  readonly compare: Compare;
}

/** What two runs over a world said, and how often the second one wrote. */
export interface Ran {
  readonly first: readonly Outcome[];
  readonly second: readonly Outcome[];
  readonly writesOfSecond: number;
  /** What the journal knew after the first run, triple by triple. */
  readonly journalled: readonly (readonly string[])[];
}

const NOW_MS = Date.UTC(2026, 0, 1);

/** Two runs of the real engine, one after the other, with nothing happening between them. */
export async function runTwice(world: World, settings: Settings): Promise<Ran> {
  const first = await runOnce(world, settings, NOW_MS);
  const known = journalled(world);
  const before = writesIn(world);
  const second = await runOnce(world, settings, NOW_MS + 1_000);
  return { first, second, journalled: known, writesOfSecond: writesIn(world) - before };
}

function writesIn({ endpoints }: World): number {
  return endpoints.source.writes + endpoints.destination.writes;
}

async function runOnce(world: World, settings: Settings, nowMs: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const notices: string[] = [];
  const effects: Effects = {
    openJournal: async () => world.journal,
    createEndpoints: async () => world.endpoints,
    nowMs: () => nowMs,
    host: () => 'machine',
    repeat: () => () => undefined,
  };
  const emit = (event: RunEvent): void => {
    if (event.type === 'operation') outcomes.push(event.outcome);
    else if (event.type === 'notice') notices.push(event.notice.message);
  };
  const options = { stateDirectory: '/nowhere', approveDeletes: true };
  await attempt({ ...ITEM, ...settings }, options, emit, new AbortController().signal, effects);
  if (notices.length > 0) throw new Error(`a run has something to say: ${notices.join('; ')}`);
  return outcomes;
}

const side = (path: string) => ({ endpoint: { type: 'directory', path }, ignore: [] }) as const;
const ITEM: Item = {
  name: 'exhaustive',
  mode: 'two-way',
  recursive: true,
  source: side('/left'),
  destination: side('/right'),
  trash: DEFAULT_TRASH,
  deleteLimit: DEFAULT_DELETE_LIMIT,
  compare: 'size+mtime',
  conflict: 'newer',
  limits: DEFAULT_LIMITS,
};
