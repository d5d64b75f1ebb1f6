/**
 * Names are bytes. Tests write and read them as text in which a byte that is not UTF-8 stands as `\xNN`, and so does a
 * backslash: the escaping of `--json`.
 */
const ESCAPE = /\\x([0-9a-f]{2})/g;

/** The bytes of an escaped path, one character each. */
function unescaped(path: string): string {
  return Buffer.from(path, 'utf8')
    .toString('latin1')
    .replace(ESCAPE, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** What file system calls take for an escaped path below a root. */
export function systemPath(root: string, path = ''): Buffer {
  return Buffer.concat([
    Buffer.from(path === '' ? root : `${root}/`),
    Buffer.from(unescaped(path), 'latin1'),
  ]);
}

/** The escaped text of a name's bytes: only what is not UTF-8 is escaped. */
export function shownName(name: Buffer): string {
  const text = name.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(name)) return text.replaceAll('\\', String.raw`\x5c`);
  return [...splitSequences(name)].map(shownSequence).join('');
}

function shownSequence(sequence: Buffer): string {
  const text = sequence.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(sequence) && text !== '\\') return text;
  return [...sequence].map((byte) => String.raw`\x` + byte.toString(16).padStart(2, '0')).join('');
}

/** A byte that begins a sequence, with the bytes that continue it. */
function* splitSequences(name: Buffer): Generator<Buffer> {
  for (let at = 0; at < name.length;) {
    let end = at + 1;
    while (end < name.length && (name[end]! & 0xc0) === 0x80) end += 1;
    yield name.subarray(at, end);
    at = end;
  }
}
