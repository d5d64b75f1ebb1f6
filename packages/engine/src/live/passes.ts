import type { Endpoint } from '@syncline/endpoint';
import type { Item, Outcome, Path, Row, Side, Summary } from '@syncline/model';
import type { Dirty } from '@syncline/scheduler';
import type { Journal } from '@syncline/state';
import { JournalDamaged } from '@syncline/state';
import { carryOut } from '../carry-out.js';
import type { Effects } from '../effects.js';
import { summaryOf } from '../ending.js';
import type { RunEvent } from '../events.js';
import type { RunParts, SharedParts } from '../open-run.js';
import { flushWritten, openRun, shareParts } from '../open-run.js';
import { openJournalOf, openSides } from '../opening.js';
import type { RunOptions } from '../options.js';
import type { Hinted, Run, SinceAudit } from '../run.js';
import { notice } from '../run.js';
import type { Tally } from '../tally.js';
import { createTally } from '../tally.js';
import type { KnownRoots } from '../roots.js';
import { rootsAfter } from '../roots.js';
import { wasCutShort } from '../unfinished.js';
import type { AheadJournal } from './ahead-journal.js';
import { createAheadJournal } from './ahead-journal.js';
import type { Joining } from './joined-walk.js';
import { LightSpill } from '../light-spill.js';
import { carryOutChanges } from './scoped-pass.js';

/** What an item is followed with. */
export interface LiveParts {
  readonly item: Item;
  readonly options: RunOptions;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  readonly effects: Effects;
}

/** How a pass ended; `error` what ended it early. */
export interface PassEnd {
  readonly summary: Summary;
  readonly error?: unknown;
}

/** What the passes are told of as they go on. */
export type OnOutcome = (outcome: Outcome) => void;

/** What a pass has of its own. */
type OwnParts = Partial<Pick<RunParts, 'journal' | 'committer' | 'partial' | 'hinted' | 'spill'>>;

interface Opened {
  readonly journal: Journal;
  readonly sides: Readonly<Record<Side, Endpoint>>;
  readonly ahead: AheadJournal;
}

/** The journal and both sides of an item, open from one pass to the next. Owns them until `close`. */
export class Passes {
  readonly #parts: LiveParts;
  #journal: Journal | undefined;
  #ahead: AheadJournal | undefined;
  #sides: Readonly<Record<Side, Endpoint>> | undefined;
  #shared: SharedParts;
  readonly #onFailure: () => void;
  #sinceAudit: SinceAudit | undefined;
  /** As they were when everything was last looked at. */
  #roots: KnownRoots = {};
  #holds = false;
  /** Whether the last pass did not come through; undefined: the journal has to say. */
  #cutShort: boolean | undefined;

  /** `onFailure` is told when what was done can no longer be committed: `failure` says why. */
  constructor(parts: LiveParts, onFailure: () => void) {
    this.#parts = parts;
    this.#onFailure = onFailure;
    this.#shared = shareParts(parts);
  }

  get selection(): SharedParts['selection'] {
    return this.#shared.selection;
  }

  /** What the journal has; undefined also while it cannot be asked: the next pass finds out why. */
  row(path: Path): Row | undefined {
    try {
      return this.#ahead?.journal.get(path);
    } catch {
      return undefined;
    }
  }

  /** Opens what is not open. Throws what keeps an item from being run; `approved`: another root does not. */
  async open(approved: boolean): Promise<void> {
    const { emit, effects, item, options } = this.#parts;
    this.#journal ??= await openJournalOf(this.#parts);
    const tell = (message: string): void => notice({ emit }, 'warning', message);
    this.#sides ??= await effects.createEndpoints(item, tell, options.connections);
    await this.#openSides(approved);
    const [journal, sides] = [this.#journal, this.#sides];
    this.#ahead ??= createAheadJournal(
      journal,
      () => flushWritten(item, { source: sides.source, destination: sides.destination }),
      this.#onFailure,
      effects.nowMs,
    );
  }

  /** What keeps rows from being committed, or undefined. */
  async failure(): Promise<unknown> {
    try {
      await this.#ahead?.settle();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /**
   * A pass over everything. `approved`: what would be held is done. While deletes are held those before them go on to count:
   * otherwise what was the last straw now would be a few deletes at the next audit.
   */
  everything(approved: boolean, onOutcome: OnOutcome): Promise<PassEnd> {
    this.#shared = shareParts({ ...this.#parts, shared: this.#shared });
    if (!this.#holds) this.#sinceAudit = undefined;
    return this.#pass(onOutcome, async (run, journal) => {
      const roots = await this.#openSides(approved);
      const stopped = await carryOut(run, roots, approved);
      this.#roots = await rootsAfter(roots, run.sides, run.signal);
      if (stopped !== undefined) return stopped;
      const deletes = { source: 0, destination: 0 };
      this.#sinceAudit = { journalled: journal.contentCount, listed: { ...run.tally.listed }, deletes };
      return undefined;
    });
  }

  /** A pass over what changed; only after one over everything. */
  changes(dirty: Dirty, onOutcome: OnOutcome, joining: Joining): Promise<PassEnd> {
    const { journal, ahead } = this.#opened;
    const light = new LightSpill(journal.spill);
    const hinted = (side: Side): Promise<Hinted> => joining.hinted(side);
    const own = { journal: ahead.journal, committer: ahead.committer(), spill: light };
    const ownParts = { ...own, partial: true, hinted };
    const scoped = { spill: light, joining, roots: this.#roots };
    const work = (run: Run): Promise<string | undefined> => carryOutChanges(run, dirty, scoped);
    return this.#pass(onOutcome, work, ownParts);
  }

  /** Lets go of everything; what is under way fails. Idempotent. */
  async close(): Promise<void> {
    const [journal, sides] = [this.#journal, this.#sides];
    await this.failure();
    this.#journal = undefined;
    this.#ahead = undefined;
    this.#sides = undefined;
    await Promise.allSettled([sides?.source.close(), sides?.destination.close()]);
    await journal?.close();
  }

  get #opened(): Opened {
    const [journal, sides, ahead] = [this.#journal, this.#sides, this.#ahead];
    if (journal === undefined || sides === undefined || ahead === undefined)
      throw new TypeError('The item is not open');
    return { journal, sides, ahead };
  }

  #openSides(approved: boolean): ReturnType<typeof openSides> {
    const [journal, sides] = [this.#journal, this.#sides];
    if (journal === undefined || sides === undefined) throw new TypeError('The item is not open');
    return openSides(sides, { ...this.#parts, journal, approved });
  }

  async #pass(
    onOutcome: OnOutcome,
    work: (run: Run, journal: Journal) => Promise<string | undefined>,
    ownParts: OwnParts = {},
  ): Promise<PassEnd> {
    const startedMs = performance.now();
    const { signal } = this.#parts;
    let tally: Tally = createTally();
    try {
      const { ahead, journal } = this.#opened;
      // A pass over everything works on the journal itself.
      if (ownParts.partial !== true) await ahead.settle();
      const run = await this.#openRun(onOutcome, ownParts);
      tally = run.tally;
      const stopped = await work(run, journal);
      this.#cutShort = false;
      this.#holds = this.#holds && run.partial ? true : stopped !== undefined;
      return { summary: summaryOf({ tally, interrupted: signal.aborted, startedMs, stopped }) };
    } catch (error) {
      this.#cutShort = undefined;
      if (error instanceof JournalDamaged) await this.#setAside(error);
      return { summary: summaryOf({ tally, interrupted: signal.aborted, startedMs, error }), error };
    }
  }

  async #openRun(onOutcome: OnOutcome, ownParts: OwnParts): Promise<Run> {
    const { journal, sides } = this.#opened;
    const emit = (event: RunEvent): void => {
      if (event.type === 'operation') onOutcome(event.outcome);
      this.#parts.emit(event);
    };
    return openRun({
      ...this.#parts,
      emit,
      journal,
      sides: { source: sides.source, destination: sides.destination },
      cutShort: (this.#cutShort ??= await wasCutShort(journal)),
      shared: this.#shared,
      sinceAudit: this.#sinceAudit,
      ...ownParts,
    });
  }

  async #setAside(damage: JournalDamaged): Promise<void> {
    const journal = this.#journal;
    this.#journal = undefined;
    this.#ahead = undefined;
    await journal?.setAside(damage.because);
  }
}
