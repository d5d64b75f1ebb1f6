import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer, Outcome, Path, Row, Side } from '@syncline/model';
import { hasContent, joinPath, parentOf, ROOT, SIDES } from '@syncline/model';
import type { Trigger } from '@syncline/scanner';
import type { Dirty } from '@syncline/scheduler';
import { DirtySet } from '@syncline/scheduler';
import { Arrivals } from './arrivals.js';
import type { Undone } from './retries.js';
import { Retries, undoneBy } from './retries.js';

export interface ChangesOptions {
  readonly settleMs: number;
  readonly nowMs: () => number;
  readonly look: (side: Side, path: Path) => Promise<Answer>;
  /** What the journal has, or undefined: nothing, or it is not open now. */
  readonly row: (path: Path) => Row | undefined;
  /** There is something to do now. */
  readonly onReady: () => void;
  /** What waited turned out to be no change. */
  readonly onDropped: () => void;
}

/**
 * What changed and is not carried yet. A hint goes through three hands: it waits while a pass that covers it is under way (`#held`, for it may
 * be of that pass's own doing), then until it holds still (`#arrivals`), then until a pass takes it (`#ready`). Nothing leaves
 * but into a pass that came through, or because the journal has it.
 */
export class Changes {
  readonly #options: ChangesOptions;
  readonly #arrivals: Arrivals;
  readonly #ready = new DirtySet();
  readonly #held: Record<Side, DirtySet> = { source: new DirtySet(), destination: new DirtySet() };
  readonly #retries = new Retries();
  #inHand: DirtySet | undefined;
  /** What the pass under way looks at, of what was ready. */
  #takenSet = new DirtySet();
  #again: ReadonlyMap<Path, Undone> = new Map();
  #undone = new Map<Path, Omit<Undone, 'attempts'>>();

  constructor(options: ChangesOptions) {
    this.#options = options;
    const { settleMs, nowMs, look, onDropped, onReady } = options;
    this.#arrivals = new Arrivals({
      settleMs,
      nowMs,
      look,
      isNews: (side, path, found) => isNews(side, found, options.row(path)),
      ready: (path, sinceMs, tree) => {
        if (tree) this.#ready.addTree(path, sinceMs);
        else this.#ready.addName(path, sinceMs);
        onReady();
      },
      dropped: onDropped,
    });
  }

  /** Whether a pass has something to look at. */
  get isReady(): boolean {
    return !this.#ready.isEmpty;
  }

  /** Whether no less than everything has to be looked at. */
  get isEverything(): boolean {
    return this.#ready.covers(ROOT);
  }

  get pending(): number {
    const held = this.#held.source.size + this.#held.destination.size;
    return this.#ready.size + held + this.#arrivals.size + this.#retries.size;
  }

  /** When the oldest change that is not carried became known, ms since the epoch. */
  get sinceMs(): number | undefined {
    const all = [this.#ready, this.#held.source, this.#held.destination, this.#arrivals, this.#takenSet];
    const times = all.map((each) => each.sinceMs).filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** When a path that failed is tried again, or undefined. */
  get retryMs(): number | undefined {
    return this.#retries.dueMs;
  }

  /** Whether a change of this path is known and waits. */
  knows(path: Path): boolean {
    const sets = [this.#ready, this.#held.source, this.#held.destination, this.#takenSet];
    return sets.some((set) => set.covers(path)) || this.#arrivals.has(path);
  }

  /** What of a side is known to have changed and is not in the hands of a pass; what the watch was told by now included. */
  async hinted(side: Side): Promise<Pick<Dirty, 'names' | 'trees'>> {
    // A rename is told at once, and read in the next turn at the latest; what it means is said in the one after.
    for (let turn = 0; turn < 2; turn += 1) await nextTurn();
    const all = new DirtySet();
    for (const set of [this.#ready, this.#held[side]]) all.addAll({ ...set.contents, sinceMs: 0 });
    for (const path of this.#arrivals.paths(side)) all.addName(path, 0);
    return all.contents;
  }

  take(side: Side, trigger: Extract<Trigger, { type: 'name' | 'tree' }>): void {
    const { path } = trigger;
    const nowMs = this.#options.nowMs();
    if (this.#inHand?.covers(path) === true) {
      if (trigger.type === 'tree') this.#held[side].addTree(path, nowMs);
      else this.#held[side].addName(path, nowMs);
    } else if (trigger.type === 'tree') this.addTree(path);
    else this.#arrivals.add(side, path, trigger.written);
  }

  addTree(path: Path): void {
    this.#ready.addTree(path, this.#options.nowMs());
    this.#options.onReady();
  }

  /** Hands over what a pass is to look at; undefined: everything. The pass ends with `done` or `failed`. */
  begin(what: 'some'): Dirty | undefined;
  begin(what: 'everything'): void;
  begin(what: 'some' | 'everything'): Dirty | undefined {
    this.#takeAgain();
    this.#undone.clear();
    const taken = this.#ready.take();
    this.#takenSet = new DirtySet();
    if (taken !== undefined) this.#takenSet.addAll(taken);
    this.#inHand = this.#takenSet;
    if (what === 'everything') {
      this.#inHand = new DirtySet();
      this.#inHand.addTree(ROOT, 0);
    }
    return taken;
  }

  /** What became ready since the pass began, and that it is not looking at: names alone. */
  joinable(): readonly Path[] {
    const inHand = this.#inHand;
    return inHand === undefined ? [] : [...this.#ready.paths()].filter((path) => !inHand.covers(path));
  }

  /** The pass that is under way looks at these, too. */
  join(paths: readonly Path[]): void {
    const nowMs = this.#options.nowMs();
    for (const path of paths) {
      this.#ready.remove(path);
      this.#takenSet.addName(path, nowMs);
    }
  }

  /** Takes note of how an operation of the pass turned out. */
  note(outcome: Outcome): void {
    const undone = undoneBy(outcome);
    if (undone === undefined || this.#undone.size >= MAX_UNDONE) return;
    this.#undone.set(undone.path, undone);
    // Perhaps the folder that it is in is what is missing.
    const parent = parentOf(undone.path);
    if (outcome.code === 'unproven') this.#undone.set(parent, { ...undone, path: parent });
  }

  /** The pass came through: what it could not do is tried again later, what came meanwhile is looked at now. */
  done(): void {
    const nowMs = this.#options.nowMs();
    for (const undone of this.#undone.values())
      this.#retries.add({ ...undone, attempts: this.#again.get(undone.path)?.attempts ?? 0 }, nowMs);
    this.#takenSet = new DirtySet();
    this.#letGo();
  }

  /** The pass did not come through: all that it took is still to be done. */
  failed(): void {
    const taken = this.#takenSet.take();
    if (taken !== undefined) this.#ready.addAll(taken);
    this.#letGo();
  }

  /** What is tried again is as good as changed. */
  #takeAgain(): void {
    const nowMs = this.#options.nowMs();
    this.#again = this.#retries.takeDue(nowMs);
    for (const { path, tree } of this.#again.values()) {
      if (tree) this.#ready.addTree(path, nowMs);
      else this.#ready.addName(path, nowMs);
    }
  }

  close(): void {
    this.#arrivals.close();
  }

  #letGo(): void {
    this.#inHand = undefined;
    for (const side of SIDES) {
      const held = this.#held[side].take();
      for (const tree of held?.trees ?? []) this.addTree(tree);
      for (const [directory, names] of held?.names ?? [])
        for (const name of names) this.#arrivals.add(side, joinPath(directory, name), true);
    }
  }
}

/** Beyond that many the next audit is soon enough. */
const MAX_UNDONE = 1_000;

/** Whether a side shows something else than the journal has; what we wrote ourselves is as the journal says. */
function isNews(side: Side, found: Answer, row: Row | undefined): boolean {
  if (found.kind === 'absent') return row !== undefined;
  if (found.kind === 'directory') return row?.kind !== 'directory';
  // Its folder is gone, which that folder's own hint tells.
  if (found.kind === 'unknown' && found.problem.code === 'unproven') return false;
  if (!hasContent(found)) return true;
  return (
    row === undefined ||
    row.kind === 'directory' ||
    row.kind !== found.kind ||
    row[side].token !== found.token
  );
}
