/** How large the trees are. */
export interface Scale {
  readonly name: 'full' | 'quick';
  /** Messages and mailboxes of the large mail tree; three more folders per mailbox. */
  readonly mail: MailSize;
  /** Of the mail tree that goes to FTP servers. */
  readonly ftpMail: MailSize;
  /** Of the one that goes over a path with latency. */
  readonly distantMail: MailSize;
  readonly wide: { readonly files: number; readonly folders: number };
  readonly big: { readonly files: number; readonly mebibytes: number };
  readonly ftpBigMebibytes: number;
}

export interface MailSize {
  readonly files: number;
  readonly mailboxes: number;
}

export const FULL: Scale = {
  name: 'full',
  mail: { files: 100_000, mailboxes: 167 },
  ftpMail: { files: 10_000, mailboxes: 17 },
  distantMail: { files: 2_356, mailboxes: 4 },
  wide: { files: 1_000_000, folders: 2_000 },
  big: { files: 8, mebibytes: 256 },
  ftpBigMebibytes: 1_024,
};

/** To see that everything works: the figures say little. */
export const QUICK: Scale = {
  name: 'quick',
  mail: { files: 5_000, mailboxes: 9 },
  ftpMail: { files: 1_000, mailboxes: 2 },
  distantMail: { files: 500, mailboxes: 2 },
  wide: { files: 20_000, folders: 40 },
  big: { files: 8, mebibytes: 16 },
  ftpBigMebibytes: 64,
};
