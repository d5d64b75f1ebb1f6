import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { SynclineError, systemCode } from '@syncline/model';
import { JournalDamaged, ofItsKind } from './errors.js';
import { replaceFile } from './files.js';
import type { Inventory } from './inventory.js';
import { JOURNAL_FORMAT } from './ledger.js';

/**
 * What the database must live up to, in a file of its own beside it. It is replaced after each batch, so the
 * database is as new as its header or, after a crash between the two, newer; never older.
 */
export interface Header {
  readonly format: number;
  readonly id: string;
  readonly pair: string;
  /** For people who find the file. */
  readonly item: string;
  /** 0: the journal was being begun, and nothing is in it yet. */
  readonly generation: number;
  readonly rows: number;
  /** The files of the database, when it was closed in order; without it, the last process was stopped hard. */
  readonly files?: Inventory | undefined;
}

/**
 * Two lines, the second the CRC-32 of the first in hex. INVARIANT of every format, newer ones included: so that a
 * damaged header is not taken for one of the future.
 */
export function encodeHeader(header: Header): string {
  const line = JSON.stringify(header);
  return `${line}\n${checksum(line)}\n`;
}

/**
 * The header, or undefined where there is none. Throws `JournalDamaged` when it is not whole, and `refused` when a newer version
 * of Syncline wrote it.
 */
export async function readHeader(file: string): Promise<Header | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const [line = '', sum] = text.split('\n');
  if (sum !== checksum(line)) throw new JournalDamaged('its header file does not match its checksum');
  const header = JSON.parse(line) as Header;
  if (header.format > JOURNAL_FORMAT) throw newerFormat(file, header.format);
  return header;
}

/** Replaces the header. `lasting`: when this returns, no power cut brings the old one back. */
export async function writeHeader(
  file: string,
  header: Header,
  options: { readonly lasting: boolean },
): Promise<void> {
  await replaceFile(file, encodeHeader(header), options);
}

/** What is wrong with a header that cannot be read as a file. */
export const HEADER_IS_DIRECTORY = 'its header file is a directory';

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await ofItsKind(HEADER_IS_DIRECTORY, readFile(file, 'utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function checksum(line: string): string {
  return crc32(line).toString(16).padStart(8, '0');
}

function newerFormat(file: string, format: number): SynclineError {
  const message =
    `The journal ${file} was written by a newer version of Syncline (format ${format}; this one knows ${JOURNAL_FORMAT}). ` +
    'Nothing was touched. Update Syncline, or choose another state directory with --state DIR.';
  return new SynclineError('refused', message, { scope: 'item' });
}
