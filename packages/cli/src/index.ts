/** The command line as a function, for programs that bring their own streams. */
export { runCli } from './cli.js';
export type { Context } from './context.js';
export type { RunStream, Synchronize } from './engine.js';
export type { Output } from './output.js';
