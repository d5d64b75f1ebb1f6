import type { MemoryEndpoint, StepName } from '@syncline/endpoint';
import { createMemoryEndpoint } from '@syncline/endpoint';
import type { Effects, RunEvent } from '@syncline/engine/run-once';
import { runOnce } from '@syncline/engine/run-once';
import type { Listing, Outcome, Path, Side, Summary } from '@syncline/model';
import { nameOf, ROOT, SynclineError } from '@syncline/model';
import type { Edit } from './edits.ts';
import { copyJournal, createMemoryJournal } from './memory-journal.ts';
import { createRandom } from './random.ts';
import { createScheduler, delayed, IN_ORDER } from './scheduler.ts';
import { contentOf, nodeAt } from './tree.ts';
import { noteForgotten, noteKnown } from './unseen.ts';
import { showWorld } from './show.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';
import { edit, noteExpired, requireDistinct } from './world.ts';

/** Not an error: half of the entries are missing, and the listing says that it is complete (S7). */
export const CUT_LISTING = 'cut listing';

/** What happens to a run from outside. Steps are counted from 1, over both sides and the journal. */
export interface RunPlan {
  readonly dryRun?: boolean | undefined;
  /** Completions come in an order drawn from this seed; undefined: in the order of the calls. */
  readonly disorder?: number | undefined;
  /** Right before these steps somebody else edits. */
  readonly edits?: readonly { readonly at: number; readonly edit: Edit }[] | undefined;
  /** These steps fail with the error number of a system call; a listing may instead be cut short without a word. */
  readonly faults?: readonly { readonly at: number; readonly code: string }[] | undefined;
  /** Right before this step the machine stops: nothing after it happens. */
  readonly crashAt?: number | undefined;
  /** Called right before each step, with its number. */
  readonly onStep?: ((at: number) => void) | undefined;
  /** A power cut before it may have left torn files, which may be moved out of the way. */
  readonly lenient?: boolean | undefined;
}

export interface RunResult {
  readonly summary: Summary;
  readonly outcomes: readonly Outcome[];
  readonly errors: readonly string[];
  readonly steps: number;
  readonly crashed: boolean;
  /** How many steps changed each side. */
  readonly writes: Readonly<Record<Side, number>>;
  /** All steps and outcomes in their order, where the world is traced. */
  readonly trace: readonly string[];
}

/** Nobody interrupts a run here; its end is a crash. */
const { signal: NEVER } = new AbortController();

/** Steps that are not worth telling. */
const READING = /list|look|open|read|confirm|committed/;

/** Runs the item of a world once, through the whole pipeline. */
export async function run(world: World, plan: RunPlan = {}): Promise<RunResult> {
  requireDistinct(world);
  // No two runs start within one millisecond.
  world.clock.us += 1_000;
  noteExpired(world);
  noteKnown(world);
  const { log, traced = false } = world.observed;
  log?.(`run ${JSON.stringify(plan)}\n${showWorld(world)}`);
  const course = createCourse(world, plan);
  const sides = {
    source: endpointOf('source', world, course),
    destination: endpointOf('destination', world, course),
  };
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  const emit = (event: RunEvent): void => {
    if (event.type === 'operation') {
      outcomes.push(event.outcome);
      if (traced) course.trace.push(JSON.stringify(event.outcome));
      log?.(`    ${Object.values(event.outcome).join(' ')}`);
    } else if (event.type === 'notice' && event.notice.level === 'error') errors.push(event.notice.message);
  };
  const options = { stateDirectory: '/nowhere', dryRun: plan.dryRun === true, approveDeletes: true };
  const effects = effectsOf(world, plan, sides, course);
  const summary = await runOnce(world.item, options, emit, NEVER, effects);
  log?.(`  exit ${summary.exit}\n${showWorld(world)}`);
  // A directory that a listing left out goes out of the journal with all that is in it, if the other side has it no more.
  if (plan.faults?.some(({ code }) => code === CUT_LISTING) === true) noteForgotten(world);
  noteKnown(world);
  if (course.violation !== undefined) throw course.violation;
  const writes = { source: sides.source.writes, destination: sides.destination.writes };
  const { steps, crashed } = course;
  return { summary, outcomes, errors, writes, steps, crashed, trace: course.trace };
}

type Sides = Readonly<Record<Side, MemoryEndpoint>>;

/** Everything that a run reaches is in memory; no time passes but by looking at the clock. */
function effectsOf(
  world: World,
  { disorder, dryRun }: RunPlan,
  { source, destination }: Sides,
  course: Course,
): Effects {
  const scheduler = disorder === undefined ? IN_ORDER : createScheduler(createRandom(disorder));
  const content = dryRun === true ? copyJournal(world.journal) : world.journal;
  const journal = createMemoryJournal(content, async (step) => {
    await scheduler.turn();
    course.step(`journal ${step}`, ROOT);
  });
  return {
    openJournal: async () => journal,
    createEndpoints: async () => ({
      source: delayed(source, scheduler),
      destination: delayed(destination, scheduler),
    }),
    nowMs: () => Math.floor(world.clock.us / 1_000),
    host: () => 'simulator',
    repeat: () => () => undefined,
  };
}

function endpointOf(side: Side, world: World, course: Course): MemoryEndpoint {
  const endpoint = createMemoryEndpoint(world[side], {
    label: side,
    host: side,
    setsTimes: world.config[side].setsTimes,
    hidesDotNames: world.config[side].hidesDotNames,
    onStep: (step, path) => {
      course.step(`${side} ${step}`, path, side, step);
      if (step === 'flush') world[side].flushed();
    },
  });
  const { list } = endpoint;
  endpoint.list = (directory, signal) => {
    const listing = list(directory, signal);
    return course.takeCut() ? listing.then(cutShort) : listing;
  };
  return endpoint;
}

function cutShort(listing: Listing): Listing {
  return { ...listing, entries: listing.entries.slice(0, listing.entries.length >> 1) };
}

interface Course {
  readonly steps: number;
  readonly crashed: boolean;
  /** Found in mid-run, where it cannot be thrown: the run would take it for an error of a path. */
  readonly violation: Error | undefined;
  /** Whether the listing that was just begun is to be cut short. */
  takeCut(): boolean;
  step(what: string, path: Path, side?: Side, name?: StepName): void;
  readonly trace: string[];
}

function createCourse(
  world: World,
  { edits = [], faults = [], crashAt, onStep, lenient = false }: RunPlan,
): Course {
  const { log, traced = false } = world.observed;
  const trace: string[] = [];
  let steps = 0;
  let crashed = false;
  let violation: Error | undefined;
  const interfere = (done: Edit): void => {
    edit(world, done);
    try {
      requireDistinct(world);
    } catch (error) {
      violation ??= error as Error;
    }
  };
  let cut = false;
  let placed: { readonly side: Side; readonly path: Path } | undefined;
  return {
    get steps() {
      return steps;
    },
    get crashed() {
      return crashed;
    },
    get violation() {
      return violation;
    },
    takeCut() {
      const taken = cut;
      cut = false;
      return taken;
    },
    step(what, path, side, name) {
      if (crashed) throw powerOff();
      steps += 1;
      if (traced) trace.push(`${what} ${path}`);
      if (log !== undefined && !READING.test(what)) log(`      ${steps} ${what} ${path}`);
      if (placed !== undefined && !lenient) violation ??= whyTorn(world, placed.side, placed.path);
      placed = side !== undefined && (name === 'link' || name === 'rename') ? { side, path } : undefined;
      if (steps === crashAt) {
        crashed = true;
        throw powerOff();
      }
      onStep?.(steps);
      for (const planned of edits)
        if (planned.at === steps && !leavesNoTrace(planned.edit, name)) interfere(planned.edit);
      const fault = side === undefined ? undefined : faults.find(({ at }) => at === steps);
      if (fault?.code === CUT_LISTING) cut = name === 'list';
      else if (fault !== undefined)
        throw Object.assign(new Error(`${fault.code}: injected`), { code: fault.code });
    },
    trace,
  };
}

/** A change in the middle of the call that makes a file, if it keeps size and time: nobody could tell it from our own work. */
function leavesNoTrace({ kind }: Edit, during: StepName | undefined): boolean {
  return kind === 'editInSecret' && during === 'unlink';
}

function powerOff(): SynclineError {
  return new SynclineError('unreachable', 'the machine stopped', { scope: 'endpoint' });
}

/** I9: what stands under a real name is a version that somebody made, whole. */
function whyTorn(world: World, side: Side, path: Path): Violation | undefined {
  const node = nodeAt(world[side], path);
  if (node?.kind !== 'file' || nameOf(path).startsWith('.syncline-') || node.bytes.length === 0)
    return undefined;
  if (world.truth.made.has(node.bytes.toString('latin1'))) return undefined;
  return new Violation('I9', `${side} ${path} shows partial content: ${contentOf(node)}`);
}
