import { isDeepStrictEqual } from 'node:util';
import type { Outcome, Path, Side } from '@syncline/model';
import { isWithin, otherSide, parentOf, parseRunId, RESERVED_DIRECTORY } from '@syncline/model';
import type { Before } from './before.ts';
import { before } from './before.ts';
import type { RunResult } from './drive.ts';
import { hasHeldTrash, isHeld, stuckAt, stuckIn } from './stuck.ts';
import type { Shape, Standing } from './tree.ts';
import {
  CONFLICT_NAME,
  differenceOf,
  nodeAt,
  shapeOf,
  tempsOf,
  trashRunsOf,
  treeOf,
  viewOf,
} from './tree.ts';
import { isAmong, unseenIn } from './unseen.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';
import { SIDES } from './world.ts';

/** I1: no run makes a content vanish: it is on a side, or in the trash. */
export function requireNothingLost(world: World): void {
  const places = SIDES.flatMap((side) => [viewOf(world[side]).contents, viewOf(world[side]).trash]);
  const { live, expired } = world.truth;
  for (const content of live) {
    if (places.some((contents) => contents.has(content))) continue;
    const released = world.config.keepDays === undefined && mayGo(world, content);
    if (!expired.has(content) && !released) throw new Violation('I1', `${content} is nowhere any more`);
    live.delete(content);
  }
}

/** Without a trash: a version goes that the other side once had and has no more; one-way, whatever the source has not. */
function mayGo({ config, truth: { had } }: World, content: string): boolean {
  return config.mode !== 'two-way' || SIDES.every((side) => had[side].has(content));
}

/**
 * I2: both sides show the same. A clone too; simple has on the destination at least what the source has. What no run can see
 * takes no part in it.
 */
export function requireConverged(world: World): void {
  const { source, destination } = seenShapes(world);
  const difference =
    world.config.mode === 'simple'
      ? differenceOf(...comparable(source, destination))
      : differenceOf(source, destination);
  if (difference !== undefined) throw new Violation('I2', `the sides differ at ${difference}`);
}

/** Without what no run can see, and what it keeps from being removed. */
function seenShapes(world: World): Readonly<Record<Side, Shape>> {
  const now = before(world);
  const stuck = stuckAt(now, world);
  const seen = (side: Side): Shape =>
    new Map([...shapeOf(now[side])].filter(([path]) => !stuck.has(path) && !isAmong(now.unseen[side], path)));
  return { source: seen('source'), destination: seen('destination') };
}

function comparable(source: Shape, destination: Shape): [Shape, Shape] {
  const paths = [...source.keys()].filter((path) => !blocked(path, source, destination));
  const part = (shape: Shape): Shape => {
    const there = paths.filter((path) => shape.has(path));
    return new Map(there.map((path) => [path, shape.get(path)!]));
  };
  return [part(source), part(destination)];
}

/** Simple mode leaves a name that is of another kind on the destination, and all below it. */
function blocked(path: Path, source: Shape, destination: Shape): boolean {
  for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
    const top = (end < 0 ? path : path.slice(0, end)) as Path;
    const [left, right] = [source.get(top), destination.get(top)];
    if (left !== undefined && right !== undefined && left[0] !== right[0]) return true;
    if (end < 0) return false;
  }
}

/** Whether both sides tell times so exactly that no two things look alike by their times. */
export function hasFineClocks({ config }: World): boolean {
  return SIDES.every((side) => config[side].timePrecisionUs === 1);
}

/** I3: nothing is planned and nothing written; but what is stuck is tried again. */
export function requireIdle(world: World, result: RunResult): void {
  const { outcomes, writes } = result;
  const isStuck = stuckIn(world);
  const planned = outcomes.filter((outcome) => outcome.op !== 'skip' && !isStuck(outcome));
  if (planned.length > 0) throw new Violation('I3', `a run with nothing to do does ${show(planned)}`);
  if (SIDES.some((side) => writes[side] > 0 && !hasHeldTrash(world, side)) && !outcomes.some(isStuck))
    throw new Violation('I3', `a run with nothing to do writes: ${JSON.stringify(writes)}`);
}

/** I16. */
export function requireReadOnlySource(world: World, { writes }: RunResult): void {
  if (world.config.mode !== 'two-way' && writes.source > 0)
    throw new Violation('I16', 'a one-way run writes its source');
}

/** A run that nothing happened to comes through. */
export function requireSuccess(world: World, { summary, errors, outcomes }: RunResult): void {
  const { mode, keepDays } = world.config;
  // Simple mode leaves other kinds; without a trash nothing is taken away that changed within the precision of its times.
  const mayLeave =
    mode === 'simple' ? 'kind' : mode === 'two-way' && keepDays === undefined ? 'stale' : undefined;
  const isStuck = stuckIn(world);
  const left = outcomes.every(
    (each) => each.outcome === 'applied' || each.code === mayLeave || isStuck(each),
  );
  if (errors.length > 0) throw new Violation('run', errors.join('; '));
  if (summary.exit !== 0 && !left)
    throw new Violation('run', `exit ${summary.exit}: ${summary.reason ?? show(outcomes)}`);
}

/**
 * After a run that came through, no side that it writes has trash that is not to be kept any more, or any where there is none.
 * `notes`: the journal's, before the run.
 */
export function requirePurged(
  world: World,
  startedMs: number,
  notes: Pick<ReadonlyMap<string, string>, 'has'>,
): void {
  for (const side of world.config.mode === 'two-way' ? SIDES : (['destination'] as const)) {
    const runs = trashRunsOf(world[side]);
    if (world.config.keepDays === undefined && nodeAt(world[side], RESERVED_DIRECTORY) !== undefined)
      throw new Violation('trash', `without a trash ${RESERVED_DIRECTORY} is left on the ${side}`);
    const old = runs.filter(
      (run) => (parseRunId(run)?.startedAtMs ?? 0) < startedMs && !isHeld(world, side, run, notes),
    );
    if (old.length > 0) throw new Violation('trash', `old trash is left on the ${side}: ${old.join(', ')}`);
  }
}

/** I3, §3: where a side shows something unknown, nothing happens to it or below it on the other one. */
export function requireUnknownLeft(world: World, start: Before): void {
  for (const side of SIDES) {
    const other = otherSide(side);
    const now = treeOf(world[other]);
    const here = treeOf(world[side]);
    for (const [top, { kind, readable }] of start[side]) {
      if (kind !== 'special' && (kind !== 'directory' || readable)) continue;
      if (isAmong(start.unseen[side], top)) continue;
      if (here.get(top)?.kind !== kind) throw new Violation('⊥', `${side} ${top} was unknown, and is gone`);
      for (const path of new Set([...start[other].keys(), ...now.keys()])) {
        if (!isWithin(path, top) || (path === top && kind === 'directory')) continue;
        if (!isSame(start[other].get(path), now.get(path)))
          throw new Violation('⊥', `${side} ${top} is unknown, and ${other} ${path} was changed`);
      }
    }
  }
}

/** Without a journal nothing is deleted (two-way): what a side had, it has. */
export function requireUnion(world: World, start: Before): void {
  if (world.config.mode !== 'two-way') return;
  for (const side of SIDES) {
    const { contents } = viewOf(world[side]);
    for (const [path, { kind, content }] of start[side]) {
      if ((kind === 'file' || kind === 'link') && content !== 'F:' && !contents.has(content))
        throw new Violation('I5', `without a journal ${side} ${path} was deleted`);
    }
  }
}

/**
 * I10: no temp file is left. `failing`: the side failed at times, perhaps just when a temp file was to be removed; simple mode does
 * not come back to it where it does not enter its folder, for the run came through.
 */
export function requireNoTemps(world: World, failing = false): void {
  const forgiving = failing && world.config.mode === 'simple';
  const entered = (temp: Path): boolean => nodeAt(world.source, parentOf(temp))?.kind === 'directory';
  for (const side of SIDES) {
    const moved = unseenIn(world)[side];
    const temps = tempsOf(world[side]).filter(
      (temp) => (!forgiving || entered(temp)) && !isAmong(moved, temp),
    );
    if (temps.length > 0)
      throw new Violation('I10', `temp files are left on the ${side}: ${temps.join(', ')}`);
  }
}

/** I15: the same lines, `planned` for `applied`. A dry run cannot know what will be stuck. */
export function requireSamePlan(world: World, dry: RunResult, real: RunResult): void {
  const lines = ({ outcomes }: RunResult, done: string): string[] =>
    outcomes
      .map((line) => JSON.stringify({ ...line, outcome: line.outcome === done ? 'done' : line.outcome }))
      .sort();
  if (dry.writes.source + dry.writes.destination > 0) throw new Violation('I15', 'a dry run writes');
  if (real.outcomes.some(stuckIn(world))) return;
  const [planned, applied] = [lines(dry, 'planned'), lines(real, 'applied')];
  if (!isDeepStrictEqual(planned, applied))
    throw new Violation('I15', `planned ${planned.join(' ')} but did ${applied.join(' ')}`);
}

/** Whether two looks saw the same file, untouched. With a coarse clock an edit may leave no other trace than the content. */
function isSame(left: Standing | undefined, right: Standing | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (left.ino !== right.ino || left.birth !== right.birth || left.kind !== right.kind) return false;
  return (
    left.kind === 'directory' ||
    (left.mtime === right.mtime && left.ctime === right.ctime && left.content === right.content)
  );
}

/** Files of several names: what is done to one is done to all of them, so that an expectation fails by our own work. */
export function hasHardLinks(start: Before): boolean {
  for (const side of SIDES)
    for (const { kind, names } of start[side].values()) if (kind !== 'directory' && names > 1) return true;
  return false;
}

/**
 * I5 after a run that nothing happened to: what went from a side was once on the other one, is no more, and is in the
 * trash. `settled`: both sides were the same before, and then it stood there under the same name.
 */
export function requireFounded(world: World, start: Before, settled: boolean): void {
  const twoWay = world.config.mode === 'two-way';
  for (const side of twoWay ? SIDES : (['destination'] as const)) {
    const { contents, trash } = viewOf(world[side]);
    const other = otherSide(side);
    for (const [path, { kind, content }] of start[side]) {
      if ((kind !== 'file' && kind !== 'link') || content === 'F:' || contents.has(content)) continue;
      if (world.config.keepDays !== undefined && !trash.has(content))
        throw new Violation('I1', `${side} ${path} ${content} is gone and not in the trash`);
      const agreed = world.truth.agreed.get(path)?.has(content) === true;
      const founded =
        world.truth.had[other].has(content) &&
        start[other].get(path)?.content !== content &&
        (agreed || !settled);
      if (twoWay && !founded)
        throw new Violation('I5', `${side} ${path} ${content} was deleted without a reason`);
    }
  }
}

/** I6: what nobody changed since both sides were the same keeps inode and times on both. */
export function requireUntouched(world: World, settled: Before, start: Before): void {
  const stuck = stuckAt(settled, world);
  for (const side of SIDES) {
    const now = treeOf(world[side]);
    for (const [path, standing] of start[side]) {
      // What no run can see goes along with its directory; what none could see before, or was stuck, was never settled.
      if (isAmong(start.unseen[side], path) || isAmong(settled.unseen[side], path) || isAmong(stuck, path))
        continue;
      const still = SIDES.every((each) => isSame(settled[each].get(path), start[each].get(path)));
      if (still && !isSame(now.get(path), standing)) throw new Violation('I6', `${side} ${path} was touched`);
    }
  }
}

/** I4: a file that one side deleted and nobody touched on the other one does not come back. */
export function requireNoResurrection(world: World, settled: Before, start: Before): void {
  for (const side of SIDES) {
    const other = otherSide(side);
    const kept = new Set([...start[side].values()].map(({ content }) => content));
    for (const [path, { kind, content }] of settled[side]) {
      if (kind === 'directory' || start[side].has(path) || kept.has(content)) continue;
      if (!isSame(settled[other].get(path), start[other].get(path))) continue;
      if (treeOf(world[side]).get(path)?.content === content)
        throw new Violation('I4', `${side} ${path} came back`);
    }
  }
}

/** I13: what conflicts differs. */
export function requireRealConflicts(outcomes: readonly Outcome[], start: Before): void {
  for (const { op, path } of outcomes) {
    if (op !== 'conflict') continue;
    if (start.source.get(path)?.content === start.destination.get(path)?.content)
      throw new Violation('I13', `equal content conflicts at ${path}`);
  }
}

/** No version is kept twice under conflict names. */
export function requireNoTwinConflicts(world: World): void {
  const seen = new Set<string>();
  for (const [path, { kind, content }] of treeOf(world.source)) {
    const stem = path.replace(CONFLICT_NAME, '\0');
    if (stem === path || kind === 'directory' || world.truth.copied.has(content)) continue;
    const key = `${stem} ${content}`;
    if (seen.has(key)) throw new Violation('I10', `a version is kept twice as a conflict: ${path}`);
    seen.add(key);
  }
}

function show(outcomes: readonly Outcome[]): string {
  return outcomes
    .map(({ op, side, path, outcome, code, message, from }) =>
      `${op} ${side} ${path}${from ? `<${from}` : ''} ${outcome} ${code ?? ''} ${message ?? ''}`.trim(),
    )
    .join(', ');
}
