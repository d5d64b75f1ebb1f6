import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';

/** Why tests that mount something are skipped, or false where mounting is allowed. */
export const cannotMount = tryToMount();

function tryToMount(): string | false {
  if (process.getuid?.() !== 0) return 'mounting needs root';
  const directory = mkdtempSync(join(tmpdir(), 'syncline-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', directory], { stdio: 'ignore' });
    unmount(directory);
    return false;
  } catch {
    return 'mounting is not allowed here';
  } finally {
    rmdirSync(directory);
  }
}

/** Mounts a small memory file system for the time of a test; `size` as `mount -o size=` takes it. */
export function mounted(t: Test, directory: string, size: string): void {
  mount(t, directory, ['-t', 'tmpfs', '-o', `size=${size}`, 'none', directory]);
}

/** Why tests that mount an ext4 file system of their own are skipped, or false. */
export const cannotMountExt4 = cannotMount === false ? tryExt4() : cannotMount;

function tryExt4(): string | false {
  const root = mkdtempSync(join(tmpdir(), 'syncline-mount-'));
  try {
    mountImage(join(root, 'disk'), []);
    unmount(join(root, 'disk'));
    return false;
  } catch {
    return 'mkfs.ext4 or a loop device is missing';
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Mounts an empty ext4 file system of 32 MiB for the time of a test; `args` go to mkfs.ext4. */
export function mountedExt4(t: Test, directory: string, args: readonly string[]): void {
  mountImage(directory, args);
  t.teardown(() => unmount(directory));
}

function mountImage(directory: string, args: readonly string[]): void {
  const image = `${directory}.image`;
  writeFileSync(image, '');
  truncateSync(image, 32 * 1024 * 1024);
  execFileSync('mkfs.ext4', ['-q', '-F', ...args, image], { stdio: 'ignore' });
  mkdirSync(directory, { recursive: true });
  execFileSync('mount', ['-o', 'loop', image, directory], { stdio: 'ignore' });
  rmdirSync(join(directory, 'lost+found'));
}

/** Why tests that lay one directory over another are skipped, or false. */
export const cannotOverlay = cannotMount === false ? tryOverlay() : cannotMount;

function tryOverlay(): string | false {
  const root = mkdtempSync(join(tmpdir(), 'syncline-mount-'));
  try {
    mountOverlay(join(root, 'all'));
    unmount(join(root, 'all'));
    return false;
  } catch {
    return 'overlayfs is missing';
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Mounts an overlayfs for the time of a test, whose lower layer, read-only, has a folder `data`. */
export function mountedOverlay(t: Test, directory: string): void {
  mountOverlay(directory);
  t.teardown(() => unmount(directory));
}

function mountOverlay(directory: string): void {
  const [lower, upper, work] = ['lower', 'upper', 'work'].map((layer) => `${directory}.${layer}`);
  for (const each of [directory, `${lower}/data`, upper!, work!]) mkdirSync(each, { recursive: true });
  const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  execFileSync('mount', ['-t', 'overlay', '-o', layers, 'none', directory], { stdio: 'ignore' });
}

/** Shows a directory, and what is mounted below it, in a second place, or as a mount of its own where it is. */
export function bound(t: Test, from: string, to: string): void {
  mount(t, to, ['--rbind', from, to]);
}

function mount(t: Test, directory: string, args: readonly string[]): void {
  mkdirSync(directory, { recursive: true });
  execFileSync('mount', args, { stdio: 'ignore' });
  t.teardown(() => unmount(directory));
}

/** Idempotent. */
export function unmount(directory: string): void {
  try {
    execFileSync('umount', ['-l', directory], { stdio: 'ignore' });
  } catch {
    // It is not mounted any more.
  }
}

export function resize(directory: string, size: string): void {
  execFileSync('mount', ['-o', `remount,size=${size}`, directory]);
}
