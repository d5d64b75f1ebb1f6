import { runCli } from './cli.js';
import type { Context } from './context.js';
import { loadLive, loadSynchronize } from './engine.js';
import { foreignArgument, isForeignDirectory } from './foreign-bytes.js';
import { homeDirectory } from './home-directory.js';

/** A reader that takes nothing any more must not keep a finished command alive. */
const LINGER_MS = 1_000;

/** Nothing can be there or be made there: what is in its way is no directory. */
const REMOVED_DIRECTORY = '/dev/null/removed-working-directory';
const FOREIGN_DIRECTORY = '/dev/null/working-directory-whose-name-is-not-UTF-8';

function processContext(): Context {
  const args = process.argv.slice(2);
  return {
    args,
    foreignArgument: foreignArgument(args),
    env: process.env,
    cwd: workingDirectory(),
    home: homeDirectory(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    loadSynchronize,
    loadLive,
    onSignal,
    onHangUp,
    onCrash,
    exit: (code) => process.exit(code),
  };
}

/** Relative paths begin there. One that was removed, or whose name is not UTF-8, has none for us: those paths then lead nowhere, absolute ones do. */
function workingDirectory(): string {
  try {
    const cwd = process.cwd();
    return isForeignDirectory(cwd) ? FOREIGN_DIRECTORY : cwd;
  } catch {
    return REMOVED_DIRECTORY;
  }
}

function onSignal(listener: (signal: string) => void): () => void {
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return () => void process.off('SIGINT', listener).off('SIGTERM', listener);
}

function onHangUp(listener: () => void): () => void {
  process.on('SIGHUP', listener);
  return () => void process.off('SIGHUP', listener);
}

function onCrash(listener: (error: unknown) => void): () => void {
  const idle = (): void => listener(new Error('the run came to a standstill; this is a fault of Syncline'));
  process.on('uncaughtException', listener).on('beforeExit', idle);
  return () => void process.off('uncaughtException', listener).off('beforeExit', idle);
}

/** Resolves when everything has left the process, or cannot. */
function written(output: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => output.write('', () => resolve()));
}

// For a process that comes to its end before the command does.
process.exitCode = 1;
void runCli(processContext()).then(async (code) => {
  process.exitCode = code;
  setTimeout(() => process.exit(), LINGER_MS).unref();
  await Promise.all([written(process.stdout), written(process.stderr)]);
  // A command is finished when it has said so: connections that are taking leave, or that somebody forgot, are not waited for.
  process.exit();
});
