import { closeSync, futimesSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../../test/simulate/random.ts';
import { someTime, textPool } from './text.ts';

/** A few large files, each different in every MiB. */
export function makeBig(root: string, files: number, mebibytes: number): void {
  mkdirSync(root, { recursive: true });
  const random = createRandom(files);
  for (let index = 0; index < files; index += 1) {
    const seconds = someTime(random);
    const file = openSync(join(root, `volume${index}.bin`), 'w');
    for (let part = 0; part < mebibytes; part += 1) {
      const turn = random.below(textPool.length);
      writeSync(file, textPool, turn);
      writeSync(file, textPool, 0, turn);
    }
    futimesSync(file, seconds, seconds);
    closeSync(file);
  }
}
