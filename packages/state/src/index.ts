/** The journal of an item: what both sides last agreed on, with facts, crash notes and the spilled plan. */
export { JournalDamaged } from './errors.js';
export type { RowChange } from './draft.js';
export type { Child, CommitOptions, Journal, Note, Origin } from './journal.js';
export type { KeyRange } from './keys.js';
export { replaceFile } from './files.js';
export type { ReplaceOptions } from './files.js';
export { knownJournals } from './known-journals.js';
export type { KnownJournal } from './known-journals.js';
export { openJournal } from './open.js';
export type { OpenJournalOptions } from './open.js';
export { pairKey } from './pair-key.js';
export type { PairIdentity } from './pair-key.js';
export { itemsDirectory, journalDirectory } from './place.js';
export type { Spill, Spilled, SpillSelection } from './plan.js';
export type { LineSelection, RunWriter } from './runs/run-history.js';
export { RunHistory } from './runs/run-history.js';
export type { Retention, RunLine, RunRecord, Trigger } from './runs/run-record.js';
export { DEFAULT_RETENTION } from './runs/run-record.js';
