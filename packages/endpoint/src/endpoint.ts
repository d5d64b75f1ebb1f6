import type {
  Answer,
  ContentEntry,
  Entry,
  FileEntry,
  FileSum,
  Listing,
  Name,
  Path,
  Problem,
  RunId,
} from '@syncline/model';
import type { Content } from './content.js';
import type { RootState } from './root-state.js';
import type { Traits } from './traits.js';
import type { Attributes, LinkRequest, NewFile, WriteRequest, Written } from './writing.js';

/**
 * What every side can do, whatever holds it. The contract in short; `conformance.ts` proves it of an implementation.
 *
 * Paths are relative to the side's root, as bytes (see `Path`). No call follows a symbolic link below the root or
 * leaves the root. Calls on different paths may be made at the same time; the endpoint bounds what it does at once.
 * A call that can't be completed throws a `SynclineError`: scope `path` concerns that path alone, scope `endpoint`
 * means that the side is lost for this run. Within its limits an endpoint retries by itself only what is idempotent.
 * An aborted `signal` ends a call soon, with code `interrupted`, and leaves no temp file behind where the side still
 * answers.
 */
export interface ReadableEndpoint {
  /** For people: the address without any secret. */
  readonly label: string;
  /** Valid once `open` is done. */
  readonly traits: Traits;
  /** What a server showed to prove that it is the right one, as people compare it. Valid once `open` is done. */
  readonly fingerprint?: string | undefined;
  /** Its part of what may be sent to and received from a server, where that is limited. Valid once `open` is done. */
  readonly bandwidth?: BandwidthShare | undefined;

  /** Connects, logs in, and learns the traits. Idempotent. Errors: `unreachable`, `login`, `untrusted`, `protocol`. */
  open(signal?: AbortSignal): Promise<void>;
  /** Before `open`: about how many entries are going to be listed, so that the side may prepare while something else opens. */
  expect?(entries: number): void;
  /** Releases everything at once; calls under way fail. Idempotent. */
  close(): Promise<void>;

  /** What stands at the root now. Never creates anything. */
  root(signal?: AbortSignal): Promise<RootState>;
  /**
   * One directory's entries (SPEC §2 on completeness). A directory that is not there: throws `failed` with scope
   * `path`; one that can't be read: a listing without entries that is not complete. `known`: what its files came to; where
   * they still do, the listing may leave them out (`Listing.knownFiles`).
   */
  list(directory: Path, signal?: AbortSignal, known?: FileSum): Promise<Listing>;
  /**
   * Asks for one path by name: the entry; `absent` only as proof (SPEC §2, proof before delete): the side says that
   * nothing is there while the parent is; anything doubtful is an `unknown` entry. Its token may be of another form
   * than that of a listing where `traits.tokens` is `listing`.
   */
  look(path: Path, signal?: AbortSignal): Promise<Answer>;
  /**
   * Whether names may have come into a directory since that moment (ms since the epoch, by the clock of this machine), told without
   * listing it. False where there is no such directory; undefined where this can't be told.
   */
  changedSince?(directory: Path, sinceMs: number, signal?: AbortSignal): Promise<boolean | undefined>;
  /**
   * Opens a file that is still what `expected` says for reading. Throws `stale` when it is not, `unreadable` when it
   * can't be read.
   */
  read(path: Path, expected: FileEntry, signal?: AbortSignal): Promise<Content>;
  /**
   * Reads many small files of `directory`, where that costs less than `read` of each: their contents into `into`, one right
   * after the other, each as long as its entry says. Of each it tells whether exactly the expected version is there, proven by
   * a look after it was read; otherwise it is left to `read`, which also tells what is in the way.
   */
  readMany?(
    directory: Path,
    files: readonly FileEntry[],
    into: Buffer,
    signal?: AbortSignal,
  ): Promise<readonly boolean[]>;
  /**
   * The first bytes of a file for a File Check, at most `maxBytes`. `path` is text, absolute or relative to the root,
   * in the endpoint's own protocol. Undefined when there is no such file.
   */
  readHead(path: string, maxBytes: number, signal?: AbortSignal): Promise<Buffer | undefined>;
}

/** A part of what all who use one server may move together. */
export interface BandwidthShare {
  /** The same object for all shares of one whole. */
  readonly of: object;
  /**
   * Waits until so many bytes, which were just moved, are paid for; those who wait get equal parts. Rejects with the reason of
   * an aborted signal.
   */
  spend(bytes: number, signal: AbortSignal): Promise<void>;
}

/** A name that a directory is to lose, if only to another version. */
export interface Losing {
  readonly name: Name;
  /** What stands there is to go to the trash. */
  readonly toTrash: boolean;
}

/** A side that may be written. One-way runs hold their source as a `ReadableEndpoint` only. */
export interface Endpoint extends ReadableEndpoint {
  /**
   * What is known beforehand to stand against another name, or the loss of one (`losing`), in a directory, or against content of so
   * many bytes there: a directory that may not be written, a file system that is read-only or has no room, a file that must not be
   * changed, something in the place of the trash. Undefined: nothing is known; also where there is no such directory. Changes nothing.
   */
  foresee?(
    directory: Path,
    bytes: number,
    losing?: Losing,
    signal?: AbortSignal,
  ): Promise<Problem | undefined>;
  /** Throws what is known beforehand to stand against `makeRoot`, as that would. Changes nothing. */
  foreseeRoot?(signal?: AbortSignal): Promise<void>;
  /** Makes the root's missing last component. Throws `refused` when the parent is missing. */
  makeRoot(signal?: AbortSignal): Promise<void>;
  /**
   * Writes a file: under `request.temp` in the same directory first, size checked, time and mode set, the source
   * confirmed, the target looked at again, then put in place (SPEC §7). The target's old version goes to the trash.
   * Never leaves a partial file under the real name. Throws `stale` (target is not `expected`), `busy` (the source
   * changed), `size`, `full`, `permission`, `read-only`, `failed`; then the temp file is gone, unless it is `resumable`,
   * and the target as it was.
   */
  write(request: WriteRequest, content: Content, signal?: AbortSignal): Promise<Written>;
  /**
   * Makes new files of `directory` from those of `origin`, which has them under the same path: `read` there and `write` here of
   * many at once, where that can be done at less cost. For files of at most `WHOLE_CONTENT_BYTES`. Of each it returns what was
   * made, or undefined: nothing was done, and it is left to `write`, which also tells what is in the way.
   */
  copyNew?(
    origin: ReadableEndpoint,
    directory: Path,
    files: readonly NewFile[],
    signal?: AbortSignal,
  ): Promise<readonly (Written | undefined)[]>;
  /** Makes a link with this target (bytes), replacing `expected`; as atomic as `write`. Only where `traits.links`. */
  writeLink(request: LinkRequest, signal?: AbortSignal): Promise<void>;
  /**
   * Sets time and/or mode of a file that is still `expected`; throws `stale` otherwise. What can't be set is left. Resolves to what
   * `observe` would have said right afterwards; undefined: it has to be asked. `shared`: nothing was set, because the file has
   * further names (hard links), which would get the same; it has to be written anew.
   */
  setAttributes(
    path: Path,
    expected: FileEntry,
    attributes: Attributes,
    signal?: AbortSignal,
  ): Promise<Entry | 'shared' | undefined>;
  /** Makes one directory in an existing one. `exists` when a directory is there already; `stale` for another kind. */
  makeDirectory(path: Path, mode: number | undefined, signal?: AbortSignal): Promise<'made' | 'exists'>;
  /** Sets the rwx bits of a directory. Does nothing where the side has none. */
  setDirectoryMode(path: Path, mode: number, signal?: AbortSignal): Promise<void>;
  /**
   * Removes a file or link that is still `expected`: into the trash of that run (`trashPath`; where that name is taken, or lies below
   * a file, another one like it), or for good. Throws `stale`.
   */
  remove(path: Path, expected: ContentEntry, trash: RunId | undefined, signal?: AbortSignal): Promise<void>;
  /** Removes a directory that is empty but for nothing; throws `stale` when something is in it or it is not one. */
  removeDirectory(path: Path, trash: RunId | undefined, signal?: AbortSignal): Promise<void>;
  /**
   * Renames a file or link that is still `expected` to a free name. Throws `stale` when the new name is taken. After an
   * error the old name alone is there. Resolves to what `observe` would have said of the new name right afterwards; nothing: it has
   * to be asked.
   */
  move(from: Path, to: Path, expected: ContentEntry, signal?: AbortSignal): Promise<Entry | void>;
  /**
   * Renames a directory, with all that is in it, to a free name below another or the same directory. Throws `stale` when
   * it is not there, is something else, or the new name is taken, by an empty directory too; `failed` where the side
   * can't do it at once, such as to another file system. Then both are as they were.
   */
  moveDirectory(from: Path, to: Path, signal?: AbortSignal): Promise<void>;
  /** Removes a temp file that an ended run left. Idempotent. Throws `failed` for any name but that of a temp file. */
  removeTemp(directory: Path, name: Name, signal?: AbortSignal): Promise<void>;
  /**
   * What a later listing will say of these names, which were just written: their tokens for the journal. A name that
   * is missing or unknown is left out.
   */
  observe(directory: Path, names: readonly Name[], signal?: AbortSignal): Promise<ReadonlyMap<Name, Entry>>;
  /**
   * Returns when everything written so far, by a process that was stopped too, would survive a power cut, as far as the side can
   * tell.
   */
  flush(signal?: AbortSignal): Promise<void>;
  /**
   * Removes trash of runs that started before `beforeMs` (ms since the epoch), and the folders above it once they are empty. Returns
   * the number of runs removed.
   */
  purgeTrash(beforeMs: number, signal?: AbortSignal): Promise<number>;
}
