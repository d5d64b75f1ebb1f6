import type { ProbeReport } from '@syncline/engine';

/** What an endpoint can do, as programs get it. */
export function probeFacts({ address, atOnce, notices, root, traits, tried, trouble }: ProbeReport) {
  return { type: 'probe', address, root, traits, tried, trouble, atOnce, notices };
}
