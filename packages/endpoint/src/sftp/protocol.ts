/** The numbers of version 3 of the protocol (draft-ietf-secsh-filexfer-02), which is what OpenSSH and nearly all others speak. */
export const PROTOCOL_VERSION = 3;

/** Kinds of packets that a client sends. */
export const REQUEST = {
  init: 1,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  setstat: 9,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  rmdir: 15,
  realpath: 16,
  stat: 17,
  rename: 18,
  extended: 200,
} as const;

/** Kinds of packets that a server sends. */
export const RESPONSE = {
  version: 2,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attributes: 105,
  extended: 201,
} as const;

/** What a status says. */
export const STATUS = {
  ok: 0,
  eof: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  noConnection: 6,
  connectionLost: 7,
  unsupported: 8,
} as const;

/** How a file is opened (§6.3). */
export const OPEN = { read: 1, write: 2, create: 8, exclusive: 32 } as const;

/** Which attributes follow (§5). */
export const ATTRIBUTE = {
  size: 0x1,
  owner: 0x2,
  permissions: 0x4,
  times: 0x8,
  extended: 0x8000_0000,
} as const;

/** Extensions of OpenSSH (its file PROTOCOL), which others have as well. */
export const EXTENSION = {
  posixRename: 'posix-rename@openssh.com',
  fsync: 'fsync@openssh.com',
  hardLink: 'hardlink@openssh.com',
  statvfs: 'statvfs@openssh.com',
} as const;

/** Which version of an extension is meant, where it is not the first. */
export const EXTENSION_VERSIONS: ReadonlyMap<string, string> = new Map([[EXTENSION.statvfs, '2']]);

/** The most that a packet may hold; OpenSSH takes and sends no longer ones. */
export const MAX_PACKET_BYTES = 256 * 1024;
/** So much content goes into one packet: what every server takes (§3 asks for 34 000 bytes in all). */
export const PIECE_BYTES = 32 * 1024;
/**
 * At most so much content of a file is on its way at a time. INVARIANT: not more than `PROOF_BYTES`, so that a hole that a broken upload left
 * in its temp file lies within the end that is compared before it is continued.
 */
export const AHEAD_BYTES = 1024 * 1024;
