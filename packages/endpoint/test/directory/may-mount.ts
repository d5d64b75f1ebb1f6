import { execFileSync } from 'node:child_process';

/** Whether this process may mount: root in a namespace of its own. */
function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Options of a test that mounts something. */
export const needsMount = { skip: mayMount() ? false : 'mounting is not allowed here' };
