/** What to do about a server that showed another certificate or host key than was expected; without a stop. */
export const PIN_ADVICE =
  'Only if that fingerprint is known to be right, pin it: --trust-source or --trust-destination, --trust for probe, fingerprint in the configuration';
