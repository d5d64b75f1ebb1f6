import { BadPacket } from './decode.js';
import { MAX_PACKET_BYTES } from './protocol.js';

const LENGTH_BYTES = 4;

/** Puts the packets of a stream together, each with its length before it, however the stream was cut into pieces. */
export class Framer {
  readonly #length = Buffer.alloc(LENGTH_BYTES);
  #lengthBytes = 0;
  #packet: Buffer | undefined;
  #packetBytes = 0;

  /** Hands each packet that is whole to `take`, without its length. Throws `BadPacket`. */
  add(piece: Buffer, take: (packet: Buffer) => void): void {
    for (let at = 0; at < piece.length;) {
      if (this.#packet === undefined) {
        at += this.#addToLength(piece, at);
        if (this.#lengthBytes === LENGTH_BYTES) this.#begin();
        continue;
      }
      const copied = piece.copy(this.#packet, this.#packetBytes, at);
      at += copied;
      this.#packetBytes += copied;
      if (this.#packetBytes < this.#packet.length) continue;
      const packet = this.#packet;
      this.#packet = undefined;
      take(packet);
    }
  }

  #addToLength(piece: Buffer, at: number): number {
    const copied = piece.copy(this.#length, this.#lengthBytes, at);
    this.#lengthBytes += copied;
    return copied;
  }

  #begin(): void {
    const bytes = this.#length.readUInt32BE(0);
    if (bytes === 0 || bytes > MAX_PACKET_BYTES)
      throw new BadPacket(`it announced a packet of ${bytes} bytes`);
    this.#packet = Buffer.allocUnsafe(bytes);
    this.#packetBytes = 0;
    this.#lengthBytes = 0;
  }
}
