/**
 * Names and paths are bytes. A `Path` is a string with one character per byte (U+0000–U+00FF), relative to a
 * root, `/`-separated, without a leading or trailing `/`; the root itself is the empty string. Node's `latin1`
 * encoding converts it without loss, and JavaScript's `<` on two of them is the order of their bytes.
 */
export type Path = string & { readonly [pathBrand]: true };
/** A `Path` of exactly one component. */
export type Name = Path;
declare const pathBrand: unique symbol;

/** The root of a side itself: the empty path. */
export const ROOT = '' as Path;

/** Longest name that common file systems hold, in bytes (NAME_MAX of Linux). */
export const MAX_NAME_BYTES = 255;

/** At most `bytes` bytes of a name, one character each, not ending within a UTF-8 character: some file systems take no such name. */
export function cutName(name: string, bytes: number): string {
  if (name.length <= bytes) return name;
  let end = bytes;
  while (end > 0 && isContinuation(name.charCodeAt(end))) end -= 1;
  return name.slice(0, end === 0 ? bytes : end);
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
// eslint-disable-next-line no-control-regex
const BEYOND_ASCII = /[^\x00-\x7f]/;

/** A path from text that a person or a UTF-8 protocol gave. */
export function pathFromText(text: string): Path {
  return (BEYOND_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text) as Path;
}

/** A path from a string that already holds one character per byte, such as `readdir` with `latin1` returns. */
export function pathFromBytes(bytes: string): Path {
  return bytes as Path;
}

/** The text of a path, or undefined where its bytes are not UTF-8. */
export function pathToText(path: Path): string | undefined {
  if (!BEYOND_ASCII.test(path)) return path;
  try {
    return strictUtf8.decode(Buffer.from(path, 'latin1'));
  } catch {
    return undefined;
  }
}

/** What Node's file system calls accept for exactly these bytes: the string itself while it is ASCII. */
export function pathToSystem(bytes: string): string | Buffer {
  return BEYOND_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1') : bytes;
}

/** The path of a name in a directory; either may be the root. */
export function joinPath(parent: Path, name: Path): Path {
  return (parent === '' ? name : name === '' ? parent : `${parent}/${name}`) as Path;
}

/** The directory that a path is in; that of a name at the top, and of the root, is the root. */
export function parentOf(path: Path): Path {
  const cut = path.lastIndexOf('/');
  return (cut < 0 ? '' : path.slice(0, cut)) as Path;
}

/** The last component of a path; of the root the empty name. */
export function nameOf(path: Path): Name {
  return path.slice(path.lastIndexOf('/') + 1) as Name;
}

/** Whether `path` is `top` or lies below it. */
export function isWithin(path: Path, top: Path): boolean {
  return top === '' || path === top || path.startsWith(`${top}/`);
}

/** The one order of names and paths: by bytes. Negative, zero or positive. */
export function compareBytes(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A path as people and JSON readers see it; bytes that are not UTF-8 stand as `\xNN`. */
export interface ShownPath {
  readonly path: string;
  readonly encoding?: 'escaped';
}

/** Shows a path; `readShownPath` is the way back. */
export function showPath(path: Path): ShownPath {
  const text = pathToText(path);
  return text === undefined ? { path: escapeInvalid(path), encoding: 'escaped' } : { path: text };
}

/** A path in quotes, as it stands in a message. */
export function quotedPath(path: Path): string {
  return JSON.stringify(showPath(path).path);
}

/** Escapes only the bytes that are not part of a well-formed UTF-8 sequence; a backslash becomes `\x5c`. */
function escapeInvalid(bytes: string): string {
  let shown = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    const sequence = bytes.slice(at, at + length);
    const text = sequence === '\\' ? undefined : pathToText(sequence as Path);
    shown += text ?? `\\x${bytes.charCodeAt(at).toString(16).padStart(2, '0')}`;
    at += text === undefined ? 1 : length;
  }
  return shown;
}

function sequenceLength(bytes: string, at: number): number {
  const first = bytes.charCodeAt(at);
  return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** A path and where it came from, shown in one encoding. */
export interface ShownPaths {
  readonly path: string;
  readonly from: string | undefined;
  readonly encoding: 'escaped' | undefined;
}

/** Two paths of one line as they stand in JSON. One `encoding` speaks for both paths of a line, so that where one must be escaped the other is too. */
export function showPaths(path: Path, from: Path | undefined): ShownPaths {
  const shown = showPath(path);
  const shownFrom = from === undefined ? undefined : showPath(from);
  const encoding = shown.encoding ?? shownFrom?.encoding;
  if (encoding === undefined) return { path: shown.path, from: shownFrom?.path, encoding };
  return { path: escapeText(shown), from: shownFrom && escapeText(shownFrom), encoding };
}

/** In escaped text a backslash always starts an escape; text that is not escaped yet may hold bare ones. */
function escapeText(shown: ReturnType<typeof showPath>): string {
  return shown.encoding === 'escaped' ? shown.path : shown.path.replaceAll('\\', String.raw`\x5c`);
}

const ESCAPED_BYTE = /\\x([0-9a-f]{2})/g;

/** The path that was shown like this. */
export function readShownPath(text: string, encoding: 'escaped' | undefined): Path {
  const path = pathFromText(text);
  if (encoding === undefined) return path;
  const byte = (_: string, hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));
  return pathFromBytes(path.replace(ESCAPED_BYTE, byte));
}
