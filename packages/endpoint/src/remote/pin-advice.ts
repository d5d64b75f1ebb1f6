/** What to do about a server that showed another certificate or host key than was expected; without a stop. */
export const PIN_ADVICE =
  'Only if that fingerprint is known to be right, pin it as the fingerprint of that side (--trust-source or --trust-destination, of probe --trust)';
