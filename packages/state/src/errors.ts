import { messageOf, SynclineError, systemCode } from '@syncline/model';

/**
 * The journal cannot be believed: set it aside (`Journal.setAside`, or opening it again) and treat the item as on its
 * first run. Code `state`, scope `item`; `instanceof JournalDamaged` tells it from a state directory without room.
 */
export class JournalDamaged extends SynclineError {
  readonly damaged = true;
  /** The finding alone, for notices: "its database is missing". */
  readonly because: string;

  constructor(because: string, cause?: unknown) {
    super(
      'state',
      `The journal is damaged: ${because}. Run again: it is set aside and the item starts as new.`,
      {
        scope: 'item',
        cause,
      },
    );
    this.because = because;
  }
}

/** Reads a part of the journal; a directory in the place of a file, or the reverse, is damage. `because`: the finding. */
export async function ofItsKind<T>(because: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!OTHER_KIND.has(systemCode(error))) throw error;
    throw new JournalDamaged(because, error);
  }
}

const OTHER_KIND: ReadonlySet<string | undefined> = new Set(['EISDIR', 'ENOTDIR', 'ERR_FS_EISDIR']);

/** The state directory cannot be made, read or written. Nothing was lost; the message says what to do. */
export function stateUnusable(directory: string, cause: unknown): SynclineError {
  const advice = /open files/i.test(messageOf(cause))
    ? 'Raise the limit of open files (ulimit -n, LimitNOFILE of a service).'
    : 'Make it writable and give it free space, or choose another with --state DIR.';
  const message = `The state directory ${directory} cannot be used: ${messageOf(cause)}. ${advice}`;
  return new SynclineError('state', message, { scope: 'item', cause });
}

/** A private copy of a journal, from which dry runs and questions are answered, cannot be made in the system's directory for such files. */
export function copyImpossible(temporary: string, cause: unknown): SynclineError {
  const advice = 'Give it free space and let it be written, or name another in TMPDIR.';
  const message = `The journal cannot be copied to ${temporary}, from where this is answered: ${messageOf(cause)}. ${advice}`;
  return new SynclineError('state', message, { scope: 'item', cause });
}

/** Runs a step in the state directory; what the system refuses there is reported as `stateUnusable`. */
export async function inState<T>(directory: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw systemCode(error) === undefined || error instanceof SynclineError
      ? error
      : stateUnusable(directory, error);
  }
}
