import { hash } from 'node:crypto';

import { bytesOfFiles, type FileSum } from '@syncline/model';

/** The sum of files whose names are sorted and joined by NUL, and of their packed tokens. */
export function fileSumOf(names: string, tokens: Uint8Array): FileSum {
  return hash('sha256', bytesOfFiles(names, tokens), 'base64');
}
