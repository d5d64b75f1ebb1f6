import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../../test/simulate/random.ts';
import type { Scale } from '../scale.ts';
import { someTime, writeText } from './text.ts';

const FILE_BYTES = [0, 200] as const;

/** Very many, very small files in many folders beside one another. */
export function makeWide(root: string, { files, folders }: Scale['wide']): void {
  const random = createRandom(files);
  const perFolder = Math.ceil(files / folders);
  for (let folder = 0; folder < folders; folder += 1) {
    const path = join(root, `folder${String(folder).padStart(4, '0')}`);
    mkdirSync(path, { recursive: true });
    for (let file = 0; file < perFolder && folder * perFolder + file < files; file += 1)
      writeText(join(path, `file${String(file).padStart(4, '0')}.txt`), random, FILE_BYTES, someTime(random));
  }
}
