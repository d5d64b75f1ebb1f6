/** Questions about items, and small changes to them, beside their runs: what the command line and a console offer. */
export { approveHold, dropHold, holdPrefix, listHolds } from './holds.js';
export type { HoldsOptions, ListedHold } from './holds.js';
export type { HeldPath, Hold } from './hold.js';
export { listConflicts } from './conflict-copies.js';
export type { ConflictCopy } from './conflict-copies.js';
export { compareConflict } from './conflict-versions.js';
export type { ComparedConflict, ConflictVersion } from './conflict-versions.js';
export type { Preview } from './preview.js';
export { resolveConflict } from './resolve-conflict.js';
export type { ConflictChoice, KeptVersion, ResolvedConflict } from './resolve-conflict.js';
export { explain } from './explain.js';
export type { ExplainedSide, Explanation, LastOutcome } from './explain.js';
export type { Exclusion } from './exclusions.js';
export type { ItemOptions } from './open-item.js';
export type { PlannedOperation, PlannedVersion } from './planned.js';
export { listTrash, restoreFromTrash, undoRun } from './trash.js';
export type { KeptOn, Restored, RestoreRequest, RestoreResult } from './trash.js';
