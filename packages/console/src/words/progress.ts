/** Where a run is; what it will come to, as far as that is known. */
export interface Figures {
  readonly seconds: number;
  readonly scanned: number;
  readonly files: number;
  readonly bytes: number;
  /** So far, those that are done included. */
  readonly filesFound?: number | undefined;
  readonly bytesFound?: number | undefined;
  /** Nothing more will be found. */
  readonly allFound?: boolean | undefined;
  /** What `scanned` will come to, by what was known at the start. */
  readonly expectedEntries?: number | undefined;
}

export interface Sample {
  readonly seconds: number;
  readonly files: number;
  readonly bytes: number;
}

export interface Rate {
  readonly filesPerSecond: number;
  readonly bytesPerSecond: number;
}

/** From 0 to 1; undefined while nobody can know. */
export function shareDone(figures: Figures): number | undefined {
  const { scanned, files, bytes, filesFound = 0, bytesFound = 0, allFound, expectedEntries = 0 } = figures;
  if (allFound === true) {
    if (bytesFound > 0) return Math.min(1, bytes / bytesFound);
    return filesFound > 0 ? Math.min(1, files / filesFound) : undefined;
  }
  return expectedEntries > 0 ? Math.min(1, scanned / expectedEntries) : undefined;
}

/** The share in words, which say of what: it begins anew when all is found. Empty while nobody can know. */
export function shareText(figures: Figures): string {
  const share = shareDone(figures);
  if (share === undefined) return '';
  return `${Math.floor(share * 100)} %${figures.allFound === true ? '' : ' looked at'}`;
}

/** For what is found so far, by what takes longer, the bytes or the files; undefined while it stands still. */
export function secondsLeft(figures: Figures, rate: Rate): number | undefined {
  const { files, bytes, filesFound = 0, bytesFound = 0 } = figures;
  const times = [
    timeFor(bytesFound - bytes, rate.bytesPerSecond),
    timeFor(filesFound - files, rate.filesPerSecond),
  ].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

function timeFor(left: number, perSecond: number): number | undefined {
  if (left <= 0) return 0;
  return perSecond > 0 ? left / perSecond : undefined;
}

/** Over a shorter time a rate jumps about, over a longer one it tells of what is long past. */
const RATE_OVER_SECONDS = 10;

/** The samples that the rate is told from, with the latest one. A run that began anew has none of before. */
export function withSample(samples: readonly Sample[], latest: Sample): readonly Sample[] {
  const { seconds } = latest;
  const kept = samples.filter((each) => each.seconds < seconds);
  const since = kept.findLastIndex((each) => seconds - each.seconds >= RATE_OVER_SECONDS);
  return [...kept.slice(Math.max(0, since)), { seconds, files: latest.files, bytes: latest.bytes }];
}

export function rateOf(samples: readonly Sample[]): Rate {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.seconds <= first.seconds)
    return { filesPerSecond: 0, bytesPerSecond: 0 };
  const seconds = last.seconds - first.seconds;
  return {
    filesPerSecond: Math.max(0, last.files - first.files) / seconds,
    bytesPerSecond: Math.max(0, last.bytes - first.bytes) / seconds,
  };
}
