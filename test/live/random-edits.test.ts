import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { liveTo } from './following.ts';

/** Numbers from 0 to 1 that are the same for one seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function everythingIn(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('.syncline'),
  );
}

/** One edit of the kind that people and programs make. */
function edit(root: string, random: () => number): void {
  const pick = <T>(choices: readonly T[]): T | undefined => choices[Math.floor(random() * choices.length)];
  const all = everythingIn(root);
  const folders = ['', ...all.filter((path) => statSync(join(root, path)).isDirectory())];
  const files = all.filter((path) => !folders.includes(path));
  const fresh = join(root, pick(folders)!, `n${Math.floor(random() * 1_000)}`);
  const kind = random();
  const old = pick(files);
  const folder = pick(folders.slice(1));
  if (kind < 0.3 || old === undefined) writeNew(fresh, random);
  else if (kind < 0.45) appendFileSync(join(root, old), 'more');
  else if (kind < 0.65) renameTo(join(root, old), fresh);
  else if (kind < 0.75) mkdirSync(fresh, { recursive: true });
  else if (kind < 0.85 && folder !== undefined) renameTo(join(root, folder), fresh);
  else if (kind < 0.88 && folder !== undefined) rmSync(join(root, folder), { recursive: true });
  else if (kind < 0.94) rmSync(join(root, old));
}

function writeNew(path: string, random: () => number): void {
  if (!existsSync(path)) writeFileSync(path, 'text '.repeat(Math.floor(random() * 50)));
}

function renameTo(from: string, to: string): void {
  if (!existsSync(to) && !to.startsWith(`${from}/`)) renameSync(from, to);
}

for (const seed of [1, 2, 3]) {
  t.test(`whatever is edited while it is followed is carried (seed ${seed})`, async (t) => {
    const sides = liveTo(t);
    mkdirSync(sides.source);
    const one = await sides.follow('--max-delete', '100%');
    const random = randomFrom(seed);
    for (let round = 0; round < 300; round += 1) {
      edit(sides.source, random);
      if (random() < 0.3) await sleep(random() * 60);
    }
    // One file stays, for an emptied side would be held.
    writeFileSync(join(sides.source, 'last'), 'last');
    await one
      .until('everything', () => sides.differences().length === 0)
      .catch((error: unknown) => {
        throw new Error(JSON.stringify(sides.differences()), { cause: error });
      });
    t.ok(one.summaries.filter(({ moved }) => moved > 0).length > 0, 'renames among it');
    t.equal((await one.stop()).exit, 0);
  });

  t.test(`two-way, whatever is edited on either side is carried (seed ${seed})`, async (t) => {
    // What became equal on both sides by itself keeps the time that it has on each.
    const sides = liveTo(t, undefined, { withinNs: undefined, modes: true });
    for (const root of [sides.source, sides.destination]) mkdirSync(root);
    const one = await sides.follow('--mode', 'two-way', '--max-delete', '100%');
    const random = randomFrom(seed * 1_000);
    for (let round = 0; round < 150; round += 1) {
      try {
        edit(random() < 0.5 ? sides.source : sides.destination, random);
      } catch {
        // It was carried away or replaced in that moment.
      }
      if (random() < 0.4) await sleep(random() * 60);
    }
    for (const root of [sides.source, sides.destination]) writeFileSync(join(root, 'last'), 'last');
    await one
      .until('everything', () => sides.differences().length === 0)
      .catch((error: unknown) => {
        throw new Error(JSON.stringify(sides.differences()), { cause: error });
      });
    t.equal((await one.stop()).exit, 0);
  });
}
