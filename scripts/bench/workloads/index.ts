import type { Workload } from '../workload.ts';
import { bigCopy } from './big-copy.ts';
import { changes } from './changes.ts';
import { firstCopy } from './first-copy.ts';
import { firstTwoWay } from './first-two-way.ts';
import { ftpBig } from './ftp-big.ts';
import { ftpMail } from './ftp-mail.ts';
import { ftpRenames } from './ftp-renames.ts';
import { ftpsMail } from './ftps-mail.ts';
import { live } from './live.ts';
import { memory } from './memory.ts';
import { noOps } from './no-op.ts';
import { sftpMail } from './sftp-mail.ts';
import { starts } from './start.ts';

/** All, in the order in which they are measured: what makes many new files comes before the disk has filled up. */
export const WORKLOADS: readonly Workload[] = [
  ...starts,
  firstCopy,
  bigCopy,
  ...noOps.filter(({ name }) => !name.endsWith('-1m')),
  ...changes,
  ...firstTwoWay,
  ...ftpMail,
  ...ftpRenames,
  ...ftpBig,
  ...ftpsMail,
  ...sftpMail,
  ...live,
  ...noOps.filter(({ name }) => name.endsWith('-1m')),
  memory,
];
