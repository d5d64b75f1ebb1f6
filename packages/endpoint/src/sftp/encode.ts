import { ATTRIBUTE, PROTOCOL_VERSION, REQUEST } from './protocol.js';

/** A part of a request: a number of 32 bits, one of 64, a string (bytes, one character each, or as such), or attributes. */
export type Field = number | { readonly wide: number } | string | Buffer | NewAttributes;

/** Attributes to set; what is undefined stays as it is. Times are whole seconds since the epoch, set together. */
export interface NewAttributes {
  /** rwx bits. */
  readonly mode?: number | undefined;
  readonly times?: { readonly accessed: number; readonly modified: number } | undefined;
}

export const NO_ATTRIBUTES: NewAttributes = {};

/** The first packet of a client. */
export function encodeInit(): Buffer {
  const packet = Buffer.alloc(9);
  packet.writeUInt32BE(5, 0);
  packet[4] = REQUEST.init;
  packet.writeUInt32BE(PROTOCOL_VERSION, 5);
  return packet;
}

/** A request with its number, ready to be sent: its length, kind, number, and its fields in the order given. */
export function encodeRequest(kind: number, id: number, fields: readonly Field[]): Buffer {
  const packet = Buffer.allocUnsafe(9 + fields.reduce<number>((sum, field) => sum + lengthOf(field), 0));
  packet.writeUInt32BE(packet.length - 4, 0);
  packet[4] = kind;
  packet.writeUInt32BE(id, 5);
  let at = 9;
  for (const field of fields) at = put(packet, at, field);
  return packet;
}

function lengthOf(field: Field): number {
  if (typeof field === 'number') return 4;
  if (typeof field === 'string' || Buffer.isBuffer(field)) return 4 + field.length;
  if ('wide' in field) return 8;
  return 4 + (field.mode === undefined ? 0 : 4) + (field.times === undefined ? 0 : 8);
}

/** Returns where the next field goes. */
function put(packet: Buffer, at: number, field: Field): number {
  if (typeof field === 'number') return packet.writeUInt32BE(field, at);
  if (typeof field === 'string') {
    packet.writeUInt32BE(field.length, at);
    return at + 4 + packet.write(field, at + 4, 'latin1');
  }
  if (Buffer.isBuffer(field)) {
    packet.writeUInt32BE(field.length, at);
    return at + 4 + field.copy(packet, at + 4);
  }
  return 'wide' in field ? packet.writeBigUInt64BE(BigInt(field.wide), at) : putAttributes(packet, at, field);
}

function putAttributes(packet: Buffer, at: number, { mode, times }: NewAttributes): number {
  const flags =
    (mode === undefined ? 0 : ATTRIBUTE.permissions) | (times === undefined ? 0 : ATTRIBUTE.times);
  let next = packet.writeUInt32BE(flags, at);
  if (mode !== undefined) next = packet.writeUInt32BE(mode, next);
  if (times === undefined) return next;
  next = packet.writeUInt32BE(times.accessed, next);
  return packet.writeUInt32BE(times.modified, next);
}
