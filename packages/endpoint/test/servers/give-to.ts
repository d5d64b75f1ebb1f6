import { chownSync, lchownSync, readdirSync } from 'node:fs';

/** Makes a folder and all that is in it that user's, links themselves. */
export function giveTo(folder: string, owner: number): void {
  chownSync(folder, owner, owner);
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' as 'utf8' })) {
    const path = Buffer.concat([
      Buffer.from(`${folder}/`),
      entry.name as unknown as Buffer,
    ]) as unknown as string;
    if (entry.isDirectory()) giveTo(path.toString(), owner);
    else lchownSync(path, owner, owner);
  }
}
