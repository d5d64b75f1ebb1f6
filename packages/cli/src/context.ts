import type { Live, Synchronize } from './engine.js';
import type { Output } from './output.js';

/** Everything of the process that the command line uses, so that tests can give it their own. */
export interface Context {
  /** The arguments after the program's name. */
  readonly args: readonly string[];
  /** One of them that is not UTF-8, and so not what `args` says; its bytes as `\xNN`. */
  readonly foreignArgument?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly home: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  /** Loaded only once the arguments are in order: it brings every other package along. */
  loadSynchronize(): Promise<Synchronize>;
  loadLive(): Promise<Live>;
  /** Asks to be told of SIGINT and SIGTERM; returns how to stop that. */
  onSignal(listener: (signal: string) => void): () => void;
  /** Asks to be told of SIGHUP, which then ends nothing by itself; returns how to stop that. */
  onHangUp(listener: () => void): () => void;
  /** Asks to be told of what nobody caught, and of a process that has nothing left to do; returns how to stop that. */
  onCrash(listener: (error: unknown) => void): () => void;
  /** Ends the process now, whatever goes on. */
  exit(code: number): void;
}
