import type { ReadableEndpoint } from '@syncline/endpoint';
import type { Answer, Entry, Listing, Name, Path } from '@syncline/model';
import { pathFromText, ROOT } from '@syncline/model';
import { FAKE_TRAITS, fakeFile, fakeSide } from '../../endpoint/test/fake-side.js';

export const signal = new AbortController().signal;

export function file(text: string): Entry {
  return fakeFile({ name: pathFromText(text) });
}

export function directory(text: string): Entry {
  return { kind: 'directory', name: pathFromText(text) };
}

export function listing(entries: readonly Entry[], changes: Partial<Listing> = {}): Listing {
  return { path: ROOT, entries, complete: true, reserved: [], ...changes };
}

interface Behaviour {
  readonly list?: (directory: Path) => Promise<Listing>;
  readonly look?: (path: Path) => Promise<Answer>;
  readonly readHead?: (path: string, maxBytes: number) => Promise<Buffer | undefined>;
  readonly hidesDotNames?: boolean;
}

/** A side that does only what a test says; anything else fails it. */
export function side({ hidesDotNames = false, ...behaviour }: Behaviour): ReadableEndpoint {
  return fakeSide({ ...behaviour, traits: { ...FAKE_TRAITS, hidesDotNames } });
}

export function absent(name: Name): Answer {
  return { kind: 'absent', name };
}
