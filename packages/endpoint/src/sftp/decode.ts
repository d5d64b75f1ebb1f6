import { ATTRIBUTE, EXTENSION_VERSIONS, RESPONSE } from './protocol.js';

/** What a server says of a file; undefined: nothing. */
export interface Attributes {
  /** Bytes. `beyond`: more than a number can tell exactly (2⁵³). */
  readonly size: number | 'beyond' | undefined;
  /** Kind and rights, as `st_mode` of POSIX. */
  readonly mode: number | undefined;
  /** Whole seconds since the epoch. */
  readonly accessed: number | undefined;
  readonly modified: number | undefined;
}

export interface NamedAttributes {
  /** Bytes, one character each. */
  readonly name: string;
  readonly attributes: Attributes;
}

export interface Status {
  readonly type: 'status';
  readonly code: number;
  /** Bytes, as sent. */
  readonly message: string;
}

/** An answer to a request. */
export type Response =
  | Status
  | { readonly type: 'handle'; readonly handle: Buffer }
  | { readonly type: 'data'; readonly data: Buffer }
  | { readonly type: 'names'; readonly names: readonly NamedAttributes[] }
  | { readonly type: 'attributes'; readonly attributes: Attributes }
  /** Of an extension, which says what it holds. */
  | { readonly type: 'extended'; readonly numbers: readonly bigint[] };

/** What a server sends: an answer, or first of all its version with the extensions that it has. */
export type Packet =
  | { readonly type: 'version'; readonly version: number; readonly extensions: ReadonlySet<string> }
  | { readonly type: 'response'; readonly id: number; readonly response: Response };

/** A packet that cannot be what it says it is. */
export class BadPacket extends Error {}

/** Reads a packet, without its length. Throws `BadPacket`. */
export function decodePacket(packet: Buffer): Packet {
  const reader = new PacketReader(packet);
  const kind = reader.byte();
  if (kind === RESPONSE.version) return versionIn(reader);
  return { type: 'response', id: reader.uint32(), response: responseIn(reader, kind) };
}

function versionIn(reader: PacketReader): Packet {
  const version = reader.uint32();
  const extensions = new Set<string>();
  while (!reader.atEnd) {
    // Another version of one would be another extension to us.
    const [name, number] = [reader.text(), reader.text()];
    if (number === (EXTENSION_VERSIONS.get(name) ?? '1')) extensions.add(name);
  }
  return { type: 'version', version, extensions };
}

function responseIn(reader: PacketReader, kind: number): Response {
  switch (kind) {
    case RESPONSE.status:
      // Servers of versions before 3 leave the words out.
      return { type: 'status', code: reader.uint32(), message: reader.atEnd ? '' : reader.text() };
    case RESPONSE.handle:
      return { type: 'handle', handle: reader.bytes() };
    case RESPONSE.data:
      return { type: 'data', data: reader.bytes() };
    case RESPONSE.name:
      return { type: 'names', names: whole(reader, namesIn(reader)) };
    case RESPONSE.attributes:
      return { type: 'attributes', attributes: whole(reader, attributesIn(reader)) };
    case RESPONSE.extended:
      return { type: 'extended', numbers: numbersIn(reader) };
    default:
      throw new BadPacket(`it sent a packet of the unknown kind ${kind}`);
  }
}

/** Where something is left, what was read may be shifted: attributes of a form that version 3 does not know. */
function whole<T>(reader: PacketReader, read: T): T {
  if (!reader.atEnd) throw new BadPacket('it sent a packet with more in it than it says');
  return read;
}

function namesIn(reader: PacketReader): NamedAttributes[] {
  const names: NamedAttributes[] = [];
  for (let left = reader.uint32(); left > 0; left -= 1) {
    const name = reader.text();
    // As `ls -l` would show it: for people.
    reader.bytes();
    names.push({ name, attributes: attributesIn(reader) });
  }
  return names;
}

/** The answers of all extensions that are used are numbers of 64 bits. */
function numbersIn(reader: PacketReader): bigint[] {
  const numbers: bigint[] = [];
  while (!reader.atEnd) numbers.push(reader.uint64());
  return numbers;
}

function attributesIn(reader: PacketReader): Attributes {
  const flags = reader.uint32();
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const size = has(ATTRIBUTE.size) ? sizeOf(reader.uint64()) : undefined;
  if (has(ATTRIBUTE.owner)) reader.skip(8);
  const mode = has(ATTRIBUTE.permissions) ? reader.uint32() : undefined;
  const timed = has(ATTRIBUTE.times);
  const accessed = timed ? reader.uint32() : undefined;
  const modified = timed ? reader.uint32() : undefined;
  if (has(ATTRIBUTE.extended)) {
    for (let left = reader.uint32(); left > 0; left -= 1) {
      reader.bytes();
      reader.bytes();
    }
  }
  return { size, mode, accessed, modified };
}

function sizeOf(bytes: bigint): Attributes['size'] {
  return bytes <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(bytes) : 'beyond';
}

class PacketReader {
  readonly #packet: Buffer;
  #at = 0;

  constructor(packet: Buffer) {
    this.#packet = packet;
  }

  get atEnd(): boolean {
    return this.#at >= this.#packet.length;
  }

  byte(): number {
    return this.#packet.readUInt8(this.#take(1));
  }

  uint32(): number {
    return this.#packet.readUInt32BE(this.#take(4));
  }

  uint64(): bigint {
    return this.#packet.readBigUInt64BE(this.#take(8));
  }

  /** A view into the packet. */
  bytes(): Buffer {
    const length = this.uint32();
    const from = this.#take(length);
    return this.#packet.subarray(from, from + length);
  }

  text(): string {
    return this.bytes().toString('latin1');
  }

  skip(bytes: number): void {
    this.#take(bytes);
  }

  #take(bytes: number): number {
    const from = this.#at;
    if (bytes > this.#packet.length - from) throw new BadPacket('it sent a packet that is cut off');
    this.#at += bytes;
    return from;
  }
}
