import type { ProbeReport } from '@syncline/engine';

/** What an endpoint can do, as programs get it. */
export function probeFacts(report: ProbeReport) {
  const { address, atOnce, fingerprint, notices, parentExists, root, traits, tried, trouble } = report;
  return { type: 'probe', address, fingerprint, root, parentExists, traits, tried, trouble, atOnce, notices };
}
