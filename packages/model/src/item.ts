/** How the two sides of an item are kept in step (SPEC §1). */
export type Mode = 'simple' | 'clone' | 'two-way';
/** Who keeps the plain name in a conflict; both versions are kept in any case. */
export type ConflictPolicy = 'newer' | 'source' | 'destination' | 'larger';
/** What makes two files differ (SPEC §1). */
export type Compare = 'size+mtime' | 'size' | 'content';

/** Deletes above this share of the known files are held; `floor`: and only when there are more than this many. */
export interface DeleteLimit {
  readonly percent: number;
  readonly floor: number;
}

/** More than half of the known and more than ten (SPEC §4). */
export const DEFAULT_DELETE_LIMIT: DeleteLimit = { percent: 50, floor: 10 };

/** How hard an item may press its servers (SPEC §1). */
export interface Limits {
  /** Connections per server, shared by all items. */
  readonly connections: number;
  /** Bytes per second over all transfers of the item, or undefined for no limit. */
  readonly bandwidth?: number | undefined;
  /** Seconds without progress on a connection before it is given up. */
  readonly timeout: number;
  /** Further tries per operation, each on a fresh connection. */
  readonly retries: number;
}

/** SPEC §1. */
export const DEFAULT_LIMITS: Limits = { connections: 8, timeout: 30, retries: 2 };

/** A file that must exist on a side before a run, and the expression that its text must match (SPEC §1). */
export interface FileCheck {
  readonly path: string;
  readonly pattern?: string | undefined;
}

/** A directory of this machine, local or mounted. */
export interface DirectorySpec {
  readonly type: 'directory';
  /** Absolute, or relative to the working directory of the process. */
  readonly path: string;
}

/** `explicit`: begun by AUTH TLS (RFC 4217); `implicit`: from the first byte. */
export type Tls = 'none' | 'explicit' | 'implicit';

/** A folder of an FTP server. */
export interface FtpSpec {
  readonly type: 'ftp';
  readonly tls: Tls;
  readonly server: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Relative to the login directory, or absolute with a leading `/`; text. */
  readonly directory: string;
  /** SHA-256 of the pinned certificate, 64 hex digits in lower case, or undefined to verify by the trust stores. */
  readonly fingerprint?: string | undefined;
}

/** A folder of an SFTP server. */
export interface SftpSpec {
  readonly type: 'sftp';
  readonly server: string;
  readonly port: number;
  readonly username: string;
  /** Of the account, with a private key for a server that asks for both; with one that is encrypted, what that is encrypted with. */
  readonly password: string;
  /** The text of a private key (PEM or OpenSSH's form), which is then what is logged in with. */
  readonly privateKey?: string | undefined;
  /** As for FTP. */
  readonly directory: string;
  /** SHA-256 of the pinned host key, 64 hex digits in lower case, or undefined to verify by the known hosts. */
  readonly fingerprint?: string | undefined;
}

/** A folder on another machine. */
export type ServerSpec = FtpSpec | SftpSpec;

/** What a side talks to. */
export type EndpointSpec = DirectorySpec | ServerSpec;

/** Everything that is said of one side. */
export interface SideSpec {
  readonly endpoint: EndpointSpec;
  /** RE2 patterns (SPEC §1, ignore). */
  readonly ignore: readonly string[];
  readonly fileCheck?: FileCheck | undefined;
}

/** One synchronization definition, resolved: no references to secrets, every default filled in. */
export interface Item {
  /** One item of a state directory has it; see `isItemName`. */
  readonly name: string;
  /** What people are told in the place of a name that says nothing to them. */
  readonly label?: string | undefined;
  readonly mode: Mode;
  readonly recursive: boolean;
  readonly source: SideSpec;
  readonly destination: SideSpec;
  readonly trash: { readonly keepDays: number } | 'off';
  readonly deleteLimit: DeleteLimit;
  readonly compare: Compare;
  readonly conflict: ConflictPolicy;
  readonly limits: Limits;
}

/** Whether it can be the name of an item (SPEC §1), and so of its folder in the state directory. */
export function isItemName(name: string): boolean {
  return /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/.test(name);
}

/** SPEC §1. */
export const DEFAULT_TRASH = { keepDays: 30 } as const;
