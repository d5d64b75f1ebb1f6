import { useState } from 'react';
import type { Rate, Sample } from '../words/progress';
import { rateOf, withSample } from '../words/progress';

/** How fast something goes, over the last seconds. */
export function useRate(latest: Sample): Rate {
  const [samples, setSamples] = useState<readonly Sample[]>([{ seconds: 0, files: 0, bytes: 0 }]);
  if (samples.at(-1)?.seconds !== latest.seconds) setSamples(withSample(samples, latest));
  return rateOf(samples);
}
