import type { LiveState, Notice, Progress } from '@syncline/engine';
import type { Outcome } from '@syncline/model';
import type { RunRecord } from '@syncline/state';

/** What happens in the daemon, for whoever follows it. A run is told apart by its item and number. */
export type DaemonEvent =
  | { readonly type: 'run-begun'; readonly run: RunRecord }
  | { readonly type: 'line'; readonly item: string; readonly number: number; readonly outcome: Outcome }
  | { readonly type: 'notice'; readonly item: string; readonly number: number; readonly notice: Notice }
  | { readonly type: 'progress'; readonly item: string; readonly number: number; readonly progress: Progress }
  | { readonly type: 'run-ended'; readonly run: RunRecord }
  | { readonly type: 'live'; readonly item: string; readonly state: LiveState }
  /** So many are open now. */
  | { readonly type: 'conflicts'; readonly item: string; readonly open: number };
