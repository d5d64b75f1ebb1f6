import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { Test } from 'tap';

type Calls = Partial<
  Pick<typeof fs, 'linkSync' | 'lstatSync' | 'mkdirSync' | 'opendirSync' | 'renameSync' | 'statfsSync'>
>;

/** Has system calls do something else for the time of a test. */
export function replaceCalls(t: Pick<Test, 'teardown'>, calls: { [Call in keyof Calls]: unknown }): void {
  const originals = Object.fromEntries(
    Object.keys(calls).map((call) => [call, fs[call as keyof Calls]] as const),
  );
  const set = (all: object): void => {
    Object.assign(fs, all);
    syncBuiltinESMExports();
  };
  set(calls);
  t.teardown(() => set(originals));
}

export function failing(code: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: as this test wants it`), { code });
  };
}

/** `f_type` of statfs(2). */
const TYPES = { fuse: 0x65735546, vfat: 0x4d44 };

/** What is mounted says that it is of this kind. */
export function onFilesystem(t: Pick<Test, 'teardown'>, kind: keyof typeof TYPES): void {
  const { statfsSync } = fs;
  replaceCalls(t, {
    statfsSync: (name: fs.PathLike) => ({ ...statfsSync(name), type: TYPES[kind] }),
  });
}
