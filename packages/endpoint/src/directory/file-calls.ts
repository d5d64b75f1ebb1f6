import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';

import type { Name } from '@syncline/model';

import type { Attributes } from '../writing.js';
import { setFileAttributes } from './attributes.js';
import { emptyStatus, type FileStatus } from './file-status.js';
import type { FileSystemCalls } from './file-system-calls.js';
import { at, type Handle } from './handles.js';
import { systemCalls } from './system-calls.js';
import { CREATE, createTemp } from './temp-file.js';

/** Never follows a link, and never waits for the other end of a FIFO. */
export const OPEN_TO_READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What is done with open files, one of two ways. What does not come through throws. */
export interface FileCalls {
  /** What it opens has to be closed by `close` of the same calls. */
  openToRead(directory: Handle, name: Name): number;
  /** Creates a file to be written under a name that is free. */
  create(directory: Handle, temp: Name, mode: number): number;
  /** What it tells is valid until the next look. */
  look(file: number): FileStatus;
  /** Fills `into`; whether the file, from where it was last read, has so many bytes. */
  read(file: number, into: Buffer): boolean;
  write(file: number, content: Buffer): void;
  setAttributes(file: number, directory: Handle, attributes: Attributes): void;
  close(file: number): void;
}

/** By Node, which works everywhere. */
export const NODE_FILE_CALLS: FileCalls = {
  openToRead: (directory, name) => openSync(at(directory, name), OPEN_TO_READ),
  create: createTemp,
  look: fstatSync,
  read: (file, into) => readAll(into, (rest) => readSync(file, rest)),
  write: (file, content) => writeAll(content, (rest) => writeSync(file, rest)),
  setAttributes: setFileAttributes,
  close: closeSync,
};

let libraryCalls: FileCalls | undefined;

/**
 * By the C library, in a third of the time, where this thread has it and the directory is open. Why something does not come
 * through they do not say.
 */
export function libraryFileCallsFor({ fd }: Handle): FileCalls | undefined {
  const files = fd === undefined ? undefined : systemCalls()?.files;
  return files && (libraryCalls ??= libraryFileCalls(files));
}

function libraryFileCalls(calls: FileSystemCalls): FileCalls {
  const status = emptyStatus();
  return {
    openToRead: ({ fd }, name) => cameThrough(calls.open(fd!, name, OPEN_TO_READ, 0)),
    create: ({ fd }, temp, mode) => cameThrough(calls.open(fd!, temp, CREATE, mode)),
    look: (file) => cameThrough(calls.look(file, status) ? status : undefined),
    read: (file, into) => readAll(into, (rest) => calls.read(file, rest)),
    write: (file, content) => writeAll(content, (rest) => calls.write(file, rest)),
    setAttributes: (file, directory, { mtime, mode }) => {
      const isSet = mtime === undefined || calls.setTime(file, mtime);
      setFileAttributes(file, directory, { mtime: isSet ? undefined : mtime, mode });
    },
    close: (file) => void cameThrough(calls.close(file) ? file : undefined),
  };
}

function cameThrough<T>(result: T | undefined): T {
  if (result === undefined) throw new Error('a system call did not come through');
  return result;
}

function readAll(into: Buffer, read: (rest: Buffer) => number): boolean {
  for (let done = 0; done < into.length;) {
    const got = read(done === 0 ? into : into.subarray(done));
    if (got <= 0) return false;
    done += got;
  }
  return true;
}

function writeAll(content: Buffer, write: (rest: Buffer) => number): void {
  for (let done = 0; done < content.length;) {
    const put = write(done === 0 ? content : content.subarray(done));
    done += cameThrough(put <= 0 ? undefined : put);
  }
}
