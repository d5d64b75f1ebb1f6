import type { FileEntry } from '@syncline/model';
import { pathFromText } from '@syncline/model';
import type { Endpoint } from '../src/endpoint.js';
import type { Traits } from '../src/traits.js';

/** Those of a side that can do everything. */
export const FAKE_TRAITS: Traits = {
  type: 'memory',
  local: true,
  timePrecisionUs: 1,
  setsTimes: true,
  modes: true,
  links: true,
  anyBytes: true,
  tokens: 'any',
  hidesDotNames: false,
  exactNames: true,
  parallel: 4,
};

const unexpected = () => Promise.reject(new Error('this call was not expected'));

/** An endpoint that does only what a test says; any other call fails it. */
export function fakeSide(behaviour: Partial<Endpoint>): Endpoint {
  return {
    label: 'the fake side',
    traits: FAKE_TRAITS,
    open: unexpected,
    close: unexpected,
    root: unexpected,
    list: unexpected,
    look: unexpected,
    read: unexpected,
    readHead: unexpected,
    makeRoot: unexpected,
    write: unexpected,
    writeLink: unexpected,
    setAttributes: unexpected,
    makeDirectory: unexpected,
    setDirectoryMode: unexpected,
    remove: unexpected,
    removeDirectory: unexpected,
    moveDirectory: unexpected,
    move: unexpected,
    removeTemp: unexpected,
    observe: unexpected,
    flush: unexpected,
    purgeTrash: unexpected,
    ...behaviour,
  };
}

/** A settled file. */
export function fakeFile(changes: Partial<FileEntry> = {}): FileEntry {
  return {
    kind: 'file',
    name: pathFromText('x'),
    size: 3,
    mtime: 1_000,
    token: 't',
    racy: false,
    ...changes,
  };
}
