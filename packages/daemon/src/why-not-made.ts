import { messageOf, systemCode } from '@syncline/model';

/** Why a file that a person named could not be made. Its folder is not made for it: that may be on a disk that is not there. */
export function whyNotMade(error: unknown): string {
  return systemCode(error) === 'ENOENT' ? 'its folder does not exist: make it' : messageOf(error);
}
