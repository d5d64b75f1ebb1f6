/** Pieces of work that were begun and are waited for together. */
export interface InFlight {
  readonly count: number;
  /** A rejection is kept until it is asked for, so that none is ever unhandled. */
  add(work: Promise<void>): void;
  /** Waits until all of it has ended, so that nothing goes on behind anybody's back; then throws the first error. */
  settle(): Promise<void>;
}

export function createInFlight(): InFlight {
  let pieces: Promise<Failure | undefined>[] = [];
  return {
    get count() {
      return pieces.length;
    },
    add(work) {
      pieces.push(work.then(succeeded, failed));
    },
    async settle() {
      const ends = await Promise.all(pieces);
      pieces = [];
      const failure = ends.find((end) => end !== undefined);
      if (failure !== undefined) throw failure.reason;
    },
  };
}

/** Waits until all of these have ended; then throws the first error. */
export function allEnded(works: readonly Promise<void>[]): Promise<void> {
  const inFlight = createInFlight();
  for (const work of works) inFlight.add(work);
  return inFlight.settle();
}

interface Failure {
  readonly reason: unknown;
}

function succeeded(): undefined {}

function failed(reason: unknown): Failure {
  return { reason };
}
