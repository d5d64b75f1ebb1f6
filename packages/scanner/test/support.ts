import type { ReadableEndpoint, Traits } from '@syncline/endpoint';
import type { Answer, Entry, Listing, Name, Path } from '@syncline/model';
import { pathFromText, ROOT } from '@syncline/model';

export const signal = new AbortController().signal;

export function file(text: string): Entry {
  return { kind: 'file', name: pathFromText(text), size: 1, mtime: 1, token: 't', racy: false };
}

export function directory(text: string): Entry {
  return { kind: 'directory', name: pathFromText(text) };
}

export function listing(entries: readonly Entry[], changes: Partial<Listing> = {}): Listing {
  return { path: ROOT, entries, complete: true, reserved: [], ...changes };
}

const traits: Traits = {
  type: 'memory',
  local: true,
  timePrecisionUs: 1,
  setsTimes: true,
  modes: true,
  links: true,
  anyBytes: true,
  tokens: 'any',
  hidesDotNames: false,
  parallel: 4,
};

interface Behaviour {
  readonly list?: (directory: Path) => Promise<Listing>;
  readonly look?: (path: Path) => Promise<Answer>;
  readonly readHead?: (path: string, maxBytes: number) => Promise<Buffer | undefined>;
  readonly hidesDotNames?: boolean;
}

const unexpected = () => Promise.reject(new Error('this call was not expected'));

/** A side that does only what a test says; anything else fails it. */
export function side({ list, look, readHead, hidesDotNames = false }: Behaviour): ReadableEndpoint {
  return {
    label: 'the fake side',
    traits: { ...traits, hidesDotNames },
    list: list ?? unexpected,
    look: look ?? unexpected,
    readHead: readHead ?? unexpected,
    open: unexpected,
    close: unexpected,
    root: unexpected,
    read: unexpected,
  };
}

export function absent(name: Name): Answer {
  return { kind: 'absent', name };
}
