import { MAX_NAME_BYTES, type Name } from '@syncline/model';

import { isNameOfEntry } from './handles.js';

/** Gives names as C takes them, in a room that holds one at a time; undefined for what is none or no file system takes. */
export function nameRoom(): (name: Name) => Buffer | undefined {
  const bytes = Buffer.alloc(MAX_NAME_BYTES + 1);
  return (name) => {
    if (name.length > MAX_NAME_BYTES || !isNameOfEntry(name)) return undefined;
    bytes[bytes.write(name, 'latin1')] = 0;
    return bytes;
  };
}
