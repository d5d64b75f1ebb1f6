import type { Compare, ConflictPolicy, Item, Mode, Side, SideSpec } from '@syncline/model';
import { DEFAULT_LIMITS, otherSide } from '@syncline/model';
import type { Random } from './random.ts';

/** What stays the same over a history. */
export interface Config {
  readonly mode: Mode;
  readonly conflict: ConflictPolicy;
  readonly compare: Compare;
  readonly source: SideConfig;
  readonly destination: SideConfig;
  /**
   * Somebody changes content and sets size and time back. Nothing is renamed then: after a rename such an edit cannot be told
   * from the rename by what a directory shows (SPEC §3, proof of a move). The clocks are fine then: one tick would hide it.
   */
  readonly secretive: boolean;
  /** How long the trash keeps what it has, days; undefined: there is none. */
  readonly keepDays: number | undefined;
  /** Users give names that start with a dot, too. */
  readonly dotNames?: boolean;
  /** The sides are swapped: names sort as they would in the other one. */
  readonly mirrored?: boolean;
}

export interface SideConfig {
  readonly timePrecisionUs: number;
  readonly setsTimes: boolean;
  /** How far its clock is ahead, µs. */
  readonly skewUs: number;
  /** Names that start with a dot are left out of its listings (FAULTS S35). */
  readonly hidesDotNames?: boolean;
}

/** A side that tells times to the microsecond and keeps them. */
export const EXACT_SIDE: SideConfig = { timePrecisionUs: 1, setsTimes: true, skewUs: 0 };

/** Two such sides, kept in step as by default. */
export const EXACT: Config = {
  mode: 'two-way',
  conflict: 'newer',
  compare: 'size+mtime',
  secretive: false,
  keepDays: 30,
  source: EXACT_SIDE,
  destination: EXACT_SIDE,
};

const SECOND_US = 1_000_000;

export function drawConfig(random: Random, modes: readonly Mode[]): Config {
  const secretive = random.chance(0.15);
  return {
    mode: random.pick(modes),
    conflict: random.pick(['newer', 'newer', 'newer', 'source', 'destination', 'larger'] as const),
    compare: random.chance(0.85) ? 'size+mtime' : 'content',
    secretive,
    keepDays: random.chance(0.85) ? 30 : undefined,
    source: drawSide(random, secretive),
    destination: drawSide(random, secretive),
  };
}

function drawSide(random: Random, secretive: boolean): SideConfig {
  return {
    timePrecisionUs: secretive ? 1 : random.pick([1, 1, 1, SECOND_US, 2 * SECOND_US]),
    setsTimes: random.chance(0.85),
    skewUs: random.chance(0.9) ? 0 : random.pick([-3600 * SECOND_US, 3600 * SECOND_US]),
  };
}

/** A side in one of eight histories, or both, hides names that start with a dot, and users give such names. */
export function withHiddenNames(config: Config, random: Random): Config {
  if (!random.chance(1 / 8)) return config;
  const hiding = random.pick(['source', 'source', 'destination', 'destination', 'both'] as const);
  const side = (of: Side): SideConfig =>
    hiding === of || hiding === 'both' ? { ...config[of], hidesDotNames: true } : config[of];
  return { ...config, dotNames: true, source: side('source'), destination: side('destination') };
}

/** The same with the sides swapped, and the policies that name one. */
export function mirroredConfig(config: Config): Config {
  const { conflict, source, destination } = config;
  const mirrored = conflict === 'source' || conflict === 'destination' ? otherSide(conflict) : conflict;
  return { ...config, conflict: mirrored, source: destination, destination: source, mirrored: true };
}

/** The item of such a history. Its addresses are never connected to: they only tell the sides apart. */
export function itemOf({ mode, conflict, compare, keepDays }: Config): Item {
  const side = (of: Side): SideSpec => ({
    endpoint: {
      type: 'ftp',
      tls: 'none',
      server: `${of}.example`,
      port: 21,
      username: 'u',
      password: '',
      directory: '',
    },
    ignore: [],
  });
  return {
    name: 'simulated',
    mode,
    conflict,
    compare,
    recursive: true,
    source: side('source'),
    destination: side('destination'),
    trash: keepDays === undefined ? 'off' : { keepDays },
    deleteLimit: { percent: 100, floor: 0 },
    limits: DEFAULT_LIMITS,
  };
}
