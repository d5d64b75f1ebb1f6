import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, SynclineError, systemCode } from '@syncline/model';
import { makeDirectory, replaceFile } from '@syncline/state';
import { z } from 'zod';
import type { AccessRecord, AccessStore } from './access-file.js';
import { NOBODY_YET } from './access-file.js';

const RECORD: z.ZodType<AccessRecord> = z.object({
  password: z.string().optional(),
  tokens: z.array(
    z.object({ name: z.string(), scope: z.enum(['read', 'full']), hash: z.string(), created: z.string() }),
  ),
});

/** Keeps the record in a file that only its owner can read. Throws `state` for one that is not whole. */
export function accessFile(path: string): AccessStore {
  return {
    async read() {
      try {
        return RECORD.parse(JSON.parse(await readFile(path, 'utf8')));
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return NOBODY_YET;
        const message =
          `Who may use the daemon cannot be read from ${path} (${messageOf(error)}). Nobody can sign in like this. ` +
          'Repair the file, or remove it and set a new password.';
        throw new SynclineError('state', message, { scope: 'item', cause: error });
      }
    },
    async write(record) {
      await makeDirectory(dirname(path));
      await replaceFile(path, `${JSON.stringify(record, undefined, 2)}\n`, { lasting: true });
    },
  };
}
