import type { Path } from '@syncline/model';

/** A directory to be visited, and what is already known of it on either side. */
export interface Place {
  readonly path: Path;
  /** `absent`: only the destination has it, and all that is in it is extra. */
  readonly source: 'there' | 'absent';
  /** `new`: just made (or planned), so there is nothing in it to be listed. */
  readonly destination: 'there' | 'new';
  /** Why everything in it has to go, where `source` is `absent`. */
  readonly extra?: 'extra' | 'kind' | undefined;
}
