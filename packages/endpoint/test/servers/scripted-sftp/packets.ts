import { ATTRIBUTE, RESPONSE } from '../../../src/sftp/protocol.js';

/** What a scripted server says of a file; by default all of it. */
export interface ToldAttributes {
  readonly size?: bigint | undefined;
  readonly mode?: number | undefined;
  readonly modified?: number | undefined;
}

/** The fields of a request, read one after the other. */
export class Fields {
  readonly #packet: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#packet = bytes;
    this.#at = at;
  }

  byte(): number {
    return this.#packet.readUInt8((this.#at += 1) - 1);
  }

  number(): number {
    return this.#packet.readUInt32BE((this.#at += 4) - 4);
  }

  wide(): number {
    return Number(this.#packet.readBigUInt64BE((this.#at += 8) - 8));
  }

  bytes(): Buffer {
    const length = this.number();
    return this.#packet.subarray(this.#at, (this.#at += length));
  }

  text(): string {
    return this.bytes().toString('latin1');
  }

  /** Of SETSTAT and OPEN, where no more than rights and times are ever sent. */
  attributes(): { mode: number | undefined; modified: number | undefined } {
    const flags = this.number();
    const mode = (flags & ATTRIBUTE.permissions) === 0 ? undefined : this.number();
    if ((flags & ATTRIBUTE.times) === 0) return { mode, modified: undefined };
    this.number();
    return { mode, modified: this.number() };
  }
}

export function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function text(value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  return Buffer.concat([number(bytes.length), bytes]);
}

export function attributes({ size, mode, modified }: ToldAttributes): Buffer {
  const wide = Buffer.alloc(8);
  if (size !== undefined) wide.writeBigUInt64BE(size);
  const flags =
    (size === undefined ? 0 : ATTRIBUTE.size) |
    (mode === undefined ? 0 : ATTRIBUTE.permissions) |
    (modified === undefined ? 0 : ATTRIBUTE.times);
  return Buffer.concat([
    number(flags),
    ...(size === undefined ? [] : [wide]),
    ...(mode === undefined ? [] : [number(mode)]),
    ...(modified === undefined ? [] : [number(modified), number(modified)]),
  ]);
}

/** A packet with its length. */
export function packet(kind: number, ...fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.of(kind), ...fields]);
  return Buffer.concat([number(body.length), body]);
}

export function statusPacket(id: number, code: number, message: string): Buffer {
  return packet(RESPONSE.status, number(id), number(code), text(message), text('en'));
}

export function namesPacket(id: number, names: readonly (readonly [string, ToldAttributes])[]): Buffer {
  const entries = names.map(([name, told]) => Buffer.concat([text(name), text(''), attributes(told)]));
  return packet(RESPONSE.name, number(id), number(names.length), ...entries);
}
