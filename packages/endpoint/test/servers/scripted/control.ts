import type { Socket } from 'node:net';

/** One control connection, as a script sees it. */
export interface Control {
  /** Position among the connections that were made, from 1. */
  readonly number: number;
  /** Sends a line (CRLF is added). */
  reply(line: string): void;
  /** Sends exactly these bytes. */
  raw(bytes: string): void;
  /** Listens for a data connection and returns the port. */
  passive(): Promise<number>;
  /** Accepts the data connection that EPSV, PASV or `passive` prepared. */
  data(): Promise<Socket>;
  /** Sends content over the data connection, between 150 and a closing answer. */
  send(content: string | Buffer, closing?: string): Promise<void>;
  destroy(): void;
}

/** Takes one command over; returning false leaves it to the ordinary behaviour. */
export type Script = (control: Control, argument: string) => unknown;
