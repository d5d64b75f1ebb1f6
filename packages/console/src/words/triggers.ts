import type { RunShape } from '../api/shapes';

/** Why a run began. */
export const TRIGGERS: Readonly<Record<RunShape['trigger'], string>> = {
  manual: 'Sync Now',
  schedule: 'schedule',
  'catch-up': 'a missed run',
  live: 'changes',
  start: 'full comparison',
  retry: 'again after a failure',
};
