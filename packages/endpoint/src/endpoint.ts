import type {
  Answer,
  ContentEntry,
  DirectoryEntry,
  Entry,
  FileEntry,
  FileSum,
  LinkEntry,
  Listing,
  Name,
  Path,
  Problem,
  RunId,
} from '@syncline/model';

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

/** What a side can do and how exactly it tells things. */
export interface Traits {
  /** What it is; something else says `memory`. Of a `directory` a power cut of this machine may take what was not flushed. */
  readonly type: 'directory' | 'ftp' | 'sftp' | 'memory';
  /** Whether content can be read at the price of a local disk, so that comparing it is cheap. */
  readonly local: boolean;
  /** Smallest difference of two times that the side can tell, µs. */
  readonly timePrecisionUs: number;
  readonly setsTimes: boolean;
  readonly modes: boolean;
  readonly links: boolean;
  /** Whether names that are not UTF-8 can be held. */
  readonly anyBytes: boolean;
  /** Whether a name can be held, where more is known of that than `anyBytes` says. */
  readonly holds?: ((name: Name) => boolean) | undefined;
  /** `listing`: tokens come from listings alone, so `look` must not be used to make a journal row. */
  readonly tokens: 'any' | 'listing';
  /** The side leaves names that start with a dot out of its listings, and nothing helps against it. */
  readonly hidesDotNames: boolean;
  /** It answers for a name by that very name alone: upper and lower case, and Unicode forms, are told apart. False: not known. */
  readonly exactNames: boolean;
  /** How many things are worth doing at once on this side. */
  readonly parallel: number;
}

/** What stands where the root of a side should be. */
export type RootState =
  | {
      readonly state: 'directory';
      /** Changes when another directory takes its place. */ readonly identity: string | undefined;
      /** Whether a file system is mounted there, as far as that can be told. */ readonly mountPoint?:
        boolean | undefined;
      /** Real location, equal for two names of one directory; for the check of nested roots. */ readonly location: RootLocation;
    }
  | {
      readonly state: 'absent';
      /** Whether the parent is there, so that `makeRoot` can work. */ readonly parentExists: boolean;
      readonly location: RootLocation | undefined;
    }
  | { readonly state: 'not-directory' };

/** `host` tells machines apart; `chain` holds the identities from the root upwards, own first, where known. */
export interface RootLocation {
  readonly host: string;
  /** Of a server, what tells it under whatever name it is reached; undefined where that is not known. */
  readonly answersAt?: string | undefined;
  readonly path: string;
  readonly chain: readonly string[];
  /** The same for two mounts of one directory, and a path prefix of those below it; undefined where not known. */
  readonly volumePath?: string | undefined;
}

/** The content of one version of a file. Read it once, then ask `unchanged`, then `close`. */
export interface Content {
  readonly size: number;
  /** Its time, µs since the epoch, where reading tells it more exactly than the listing did. */
  readonly mtime?: number | undefined;
  /** Whole content where it is small, in one buffer; otherwise undefined and `chunks` is to be used. */
  readonly whole: Buffer | undefined;
  /**
   * Chunks of at most 1 MiB, pulled, from that byte on (default 0); a chunk may be reused after the next pull. Throws
   * `unreadable`, `unreachable`. May be called again once the last call's chunks are not pulled any more.
   */
  chunks(fromByte?: number): AsyncIterable<Buffer>;
  /**
   * Looks at the source again: whether what was read is exactly one version, the expected one. For whole content that was
   * proven to be so by a look after it was read, that answer stands.
   */
  unchanged(signal?: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** Content up to this size is handed over whole: one buffer, no stream. */
export const WHOLE_CONTENT_BYTES = 256 * 1024;
/** The longest chunk of `Content.chunks`. */
export const CHUNK_BYTES = 1024 * 1024;

/** One file to write, and what has to hold for it. */
export interface WriteRequest {
  readonly path: Path;
  readonly temp: Name;
  readonly size: number;
  /** µs since the epoch; undefined: leave the time of writing. */
  readonly mtime: number | undefined;
  /** rwx bits of a new file; undefined: those of the replaced file, else the side's default. */
  readonly mode: number | undefined;
  /** What the plan saw under the name: nothing, or the file or link to replace. */
  readonly expected: ContentEntry | undefined;
  /** The run whose trash takes the replaced version; undefined: no trash. */
  readonly trash: RunId | undefined;
  /** Called with the bytes of each chunk once it is written, or of whole content before or after; may wait, to keep a bandwidth. */
  readonly onBytes?: ((bytes: number) => void | Promise<void>) | undefined;
  /** Nobody asks for its hash: the content may be brought in a way that passes it by. */
  readonly hashless?: boolean | undefined;
  /**
   * The temp file outlives a transfer that breaks or is interrupted, and what stands under `temp` already is continued
   * where it is proven to be the beginning of the content: the caller vouches that only an attempt at this very version
   * wrote it, on a disk since the last start of the machine; the endpoint compares its last `PROOF_BYTES`. What is not
   * proven is written anew. For content that is not `whole`; an endpoint may ignore it.
   */
  readonly resumable?: boolean | undefined;
}

/** Content from this size on is worth being continued. */
export const RESUMABLE_BYTES = 8 * 1024 * 1024;
/** A server whose power was cut keeps a file's beginning and may have lost, or zeroed, its end. */
export const PROOF_BYTES = 1024 * 1024;

/** What was achieved of a file that was written. */
export interface Written {
  /** SHA-256 of what was written, lower-case hex; undefined only for what was asked for `hashless`. */
  readonly hash: string | undefined;
  /** What `observe` would have said right afterwards, before anybody else's edit; undefined: it has to be asked. */
  readonly seen?: Entry | undefined;
}

/** A file that is to be made like `entry`, which the other side has, where nothing stands yet. */
export interface NewFile {
  readonly entry: FileEntry;
  readonly temp: Name;
}

/** One link to make; the fields as in a `WriteRequest`. */
export interface LinkRequest {
  readonly path: Path;
  readonly temp: Name;
  readonly target: LinkEntry['target'];
  readonly expected: ContentEntry | undefined;
  readonly trash: RunId | undefined;
}

/** What is to be set; what is left out stays. `mtime` in µs since the epoch, `mode` rwx bits. */
export interface Attributes {
  readonly mtime?: number | undefined;
  readonly mode?: number | undefined;
}

export type { DirectoryEntry };
