import { chownSync, lchownSync, readdirSync } from 'node:fs';

/** Makes a folder and all that is in it that user's, links themselves. Names may be any bytes. */
export function giveTo(folder: string | Buffer, owner: number): void {
  chownSync(folder, owner, owner);
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' as 'utf8' })) {
    const name = entry.name as unknown as Buffer;
    const path = Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);
    if (entry.isDirectory()) giveTo(path, owner);
    else lchownSync(path, owner, owner);
  }
}
