import type { Partials } from '@syncline/applier';
import type { Endpoint } from '@syncline/endpoint';
import type { FileEntry, Listing, Name, Path, Side } from '@syncline/model';
import { isSynclineError, joinPath, nameOf, parentOf } from '@syncline/model';
import type { Journal } from '@syncline/state';
import { bootId } from '@syncline/state';

/** Begins the keys of notes about large files that were being written: `partial NUL side NUL path NUL`. */
const PARTIAL = 'partial\0';

/** Which version of a file is being written under which temp name. */
interface PartialNote {
  readonly side: Side;
  readonly path: Path;
  readonly temp: Name;
  /** Of the version on the side that it is read from. */
  readonly token: string;
  readonly size: number;
  /** The start of the machine in which a disk was written: what a power cut left of a file proves nothing. */
  readonly boot: string | undefined;
}

/** The large files of a run that may be continued. A temp file with a note is left for the version that it was begun for. */
export interface RunPartials extends Partials {
  /** Whether a temp file of an ended run is the beginning of what the other side shows under its path now. */
  keeps(side: Side, temp: Path, other: Listing): Promise<boolean>;
  isNoted(side: Side, temp: Path): Promise<boolean>;
  /** The end of a run over everything: what it had no use for goes, what it tried in vain stays for the next. */
  dropUnused(): Promise<void>;
}

/** What partials are kept with. */
export interface PartialsContext {
  readonly journal: Pick<Journal, 'listNotes' | 'putNotes' | 'clearNotes'>;
  readonly sides: Readonly<Record<Side, Endpoint>>;
  nextTemp(): Name;
}

export function createPartials({ journal, sides, nextTemp }: PartialsContext): RunPartials {
  const tried = new Set<string>();
  let loading: Promise<Map<string, PartialNote>> | undefined;
  const load = (): Promise<Map<string, PartialNote>> => (loading ??= readNotes(journal));
  const ofTemp = async (side: Side, temp: Path): Promise<PartialNote | undefined> =>
    [...(await load()).values()].find((note) => note.side === side && tempPath(note) === temp);

  const drop = async (key: string, note: PartialNote): Promise<void> => {
    await removeTemp(sides[note.side], note);
    (await load()).delete(key);
    await journal.clearNotes(key);
  };
  return {
    async begin(side, path, version) {
      const notes = await load();
      const key = keyOf(side, path);
      const known = notes.get(key);
      const boot = sides[side].traits.type === 'directory' ? await bootId() : undefined;
      tried.add(key);
      if (known !== undefined && isOf(known, version) && known.boot === boot) return known.temp;
      if (known !== undefined) await drop(key, known);
      const { token, size } = version;
      const note = { side, path, temp: nextTemp(), token, size, boot };
      notes.set(key, note);
      await journal.putNotes([{ key, value: note }]);
      return note.temp;
    },
    async end(side, path) {
      const key = keyOf(side, path);
      (await load()).delete(key);
      await journal.clearNotes(key);
    },
    async keeps(side, temp, other) {
      const note = await ofTemp(side, temp);
      const name = note === undefined ? undefined : nameOf(note.path);
      const version = other.entries.find((entry) => entry.name === name);
      return note !== undefined && version?.kind === 'file' && isOf(note, version);
    },
    async isNoted(side, temp) {
      return (await ofTemp(side, temp)) !== undefined;
    },
    async dropUnused() {
      for (const [key, note] of await load()) if (!tried.has(key)) await drop(key, note);
    },
  };
}

/** NUL is in no path: no key begins another. */
function keyOf(side: Side, path: Path): string {
  return `${PARTIAL}${side}\0${path}\0`;
}

async function readNotes(journal: PartialsContext['journal']): Promise<Map<string, PartialNote>> {
  const notes = await journal.listNotes(PARTIAL);
  return new Map(notes.map(({ key, value }) => [key, value as PartialNote]));
}

/** Equal tokens of a racy file prove nothing (SPEC §2). */
function isOf(note: PartialNote, version: FileEntry): boolean {
  return note.token === version.token && note.size === version.size && !version.racy;
}

function tempPath({ path, temp }: PartialNote): Path {
  return joinPath(parentOf(path), temp);
}

/** What can't be removed now is an ordinary temp file of an ended run to the next one. */
async function removeTemp(endpoint: Endpoint, { path, temp }: PartialNote): Promise<void> {
  try {
    await endpoint.removeTemp(parentOf(path), temp);
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
  }
}
