import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '@syncline/model';
import { whyNotMade } from '../why-not-made.js';

/** Why a log file cannot be written, as it is now; undefined: it can, or be made. Writes nothing. */
export async function logTrouble(file: string): Promise<string | undefined> {
  try {
    const found = await stat(file).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (found?.isFile() === false) throw noRegularFile();
    await access(found === undefined ? dirname(file) : file, constants.W_OK);
    return undefined;
  } catch (error) {
    return notWritable(file, error);
  }
}

export function noRegularFile(): Error {
  return new Error('it is a folder, a pipe or a device, and a log has to be a regular file');
}

export function notWritable(file: string, error: unknown): string {
  return `the log file ${file} cannot be written: ${whyNotMade(error)}`;
}
