import { statfsSync } from 'node:fs';

import { US_PER_SECOND, type Name } from '@syncline/model';

/** What the kind of a file system decides. */
export interface FilesystemFacts {
  /** Inode numbers and change times stay with a file: they may be part of tokens. */
  readonly stableInodes: boolean;
  /** A root keeps its inode number and time of birth, by which it is known again. */
  readonly stableRoots: boolean;
  readonly timePrecisionUs: number;
  /** It keeps the rwx bits of each file. */
  readonly modes: boolean;
  readonly links: boolean;
  /** Others may change it, and the kernel of this machine does not hear of it: it has to be polled (SPEC §6). */
  readonly shared: boolean;
  /**
   * The kernel may be trusted to copy from file to file by itself (copy_file_range(2)), as it does for cp. ZFS for one is not among
   * those: its copies have lost data.
   */
  readonly kernelCopies: boolean;
  /** Names are told apart by all of their bytes. */
  readonly exactNames: boolean;
  /** Whether it holds a name as it is given; undefined: not known before it is tried. */
  readonly holds?: ((name: Name) => boolean) | undefined;
  /** The largest file that it holds; undefined: not known before it is tried. */
  readonly maxFileBytes?: number | undefined;
  /** Its files have content of their own. Those of /proc and /sys are made up when somebody reads them, whatever size is told before. */
  readonly stores: boolean;
}

const NATIVE: FilesystemFacts = {
  stableInodes: true,
  stableRoots: true,
  timePrecisionUs: 1,
  modes: true,
  links: true,
  shared: false,
  kernelCopies: false,
  exactNames: process.platform === 'linux',
  stores: true,
};
const LINUX_OWN: FilesystemFacts = { ...NATIVE, kernelCopies: true };
/** HFS+ and shared folders of virtual machines are among them. */
const UNKNOWN: FilesystemFacts = { ...NATIVE, exactNames: false };
/** A directory of a lower layer is another one once something was written into it; where layers are on several disks, after each mount. */
const OVERLAY: FilesystemFacts = { ...NATIVE, stableRoots: false };
const NETWORK: FilesystemFacts = {
  ...NATIVE,
  stableInodes: false,
  stableRoots: false,
  shared: true,
  exactNames: false,
};
/** Linux leaves out dots at the end of a name without a word, and refuses the rest. */
// eslint-disable-next-line no-control-regex
const NOT_FOR_FAT = /[\x00-\x1f"*:<>?\\|]|\.$/;
/** It keeps 10 ms, but Linux before 5.7 and some cameras only 2 s. */
const EXFAT: FilesystemFacts = {
  stableInodes: false,
  stableRoots: false,
  timePrecisionUs: 2 * US_PER_SECOND,
  modes: false,
  links: false,
  shared: false,
  kernelCopies: false,
  exactNames: false,
  holds: (name) => !NOT_FOR_FAT.test(name),
  stores: true,
};
const FAT: FilesystemFacts = { ...EXFAT, maxFileBytes: 2 ** 32 - 1 };
const KERNEL: FilesystemFacts = {
  ...NATIVE,
  stableInodes: false,
  stableRoots: false,
  stores: false,
};

/** `f_type` of statfs(2), from linux/magic.h. */
const BY_TYPE = new Map<number, FilesystemFacts>([
  [0xef53, LINUX_OWN], // ext2, ext3, ext4
  [0x58465342, LINUX_OWN], // xfs
  [0x9123683e, LINUX_OWN], // btrfs
  [0xf2f52010, LINUX_OWN], // f2fs
  [0x01021994, LINUX_OWN], // tmpfs
  [0x2fc12fc1, NATIVE], // zfs
  [0x794c7630, OVERLAY], // overlayfs
  [0x6969, NETWORK], // nfs
  [0xff534d42, NETWORK], // cifs
  [0x517b, NETWORK], // smb
  [0xfe534d42, NETWORK], // smb2
  [0x65735546, NETWORK], // fuse
  [0x01021997, NETWORK], // 9p
  [0x4d44, FAT],
  [0x2011bab0, EXFAT],
  [0x9fa0, KERNEL], // proc
  [0x62656572, KERNEL], // sysfs
  [0x64626720, KERNEL], // debugfs
  [0x74726163, KERNEL], // tracefs
  [0x73636673, KERNEL], // securityfs
  [0x62656570, KERNEL], // configfs
  [0x27e0eb, KERNEL], // cgroup
  [0x63677270, KERNEL], // cgroup2
]);

/**
 * The facts of the file system that holds `path`. Where it can't be asked, the safe answer: one whose inodes mean
 * nothing. Types are Linux's; elsewhere every file system counts as a native one.
 */
export function filesystemFacts(path: string | Buffer): FilesystemFacts {
  if (process.platform !== 'linux') return NATIVE;
  try {
    return BY_TYPE.get(statfsSync(path).type >>> 0) ?? UNKNOWN;
  } catch {
    return NETWORK;
  }
}

export const UNKNOWN_FILESYSTEM = NATIVE;
