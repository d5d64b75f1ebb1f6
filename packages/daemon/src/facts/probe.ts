import type { ProbeReport } from '@syncline/engine';

/** What an endpoint can do, as programs get it. */
export function probeFacts(report: ProbeReport) {
  const { address, atOnce, fingerprint, notices, root, traits, tried, trouble } = report;
  return { type: 'probe', address, fingerprint, root, traits, tried, trouble, atOnce, notices };
}
