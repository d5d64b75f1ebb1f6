import { Command } from 'commander';

import { addItemCommands } from './commands/index.js';
import { addCompletion } from './completion/index.js';
import type { Context } from './context.js';
import { addDaemonCommands } from './daemon/index.js';
import { addHelp } from './help-command.js';
import { PROGRAM_HELP, SYNC_HELP } from './help-text.js';
import { addConfigurationCommands, addRun } from './items/index.js';
import { syncCommand } from './sync-command.js';
import type { SyncOptions } from './sync-options.js';
import { addSyncOptions } from './sync-options.js';
import { readVersion } from './version.js';

type AddCommands = (program: Command, context: Context, onExit: (code: number) => void) => void;

/** What is called often and has no use for the other commands, whose options take as long to declare as anything at the start. */
const BY_THEMSELVES: ReadonlyMap<string | undefined, AddCommands> = new Map([
  ['sync', addSync],
  ['run', addRun],
]);

/**
 * The grammar, as far as these arguments can need it. Parsing throws `CommanderError` (help and version too, with exit code 0) or `usage`;
 * `onExit` is told the exit code of a command that ran.
 */
export function createProgram(context: Context, onExit: (code: number) => void): Command {
  const program = new Command('syncline')
    .helpCommand(false)
    .description('Keeps two places in step: directories, FTP and SFTP servers.')
    .option('--config <FILE>', 'configuration file (default: $XDG_CONFIG_HOME/syncline/syncline.yaml)')
    .version(readVersion(), '--version', 'show the version')
    .helpOption('--help', 'show this help')
    .addHelpText('after', PROGRAM_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => context.stdout.columns || 100,
      getErrHelpWidth: () => context.stderr.columns || 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const add = BY_THEMSELVES.get(context.args[0]) ?? addAll;
  add(program, context, onExit);
  return program;
}

function addAll(program: Command, context: Context, onExit: (code: number) => void): void {
  addSync(program, context, onExit);
  addConfigurationCommands(program, context, onExit);
  addItemCommands(program, context, onExit);
  addDaemonCommands(program, context, onExit);
  addCompletion(program, context, onExit);
  addHelp(program);
}

function addSync(program: Command, context: Context, onExit: (code: number) => void): void {
  const command = program
    .command('sync')
    .summary('bring DESTINATION in step with SOURCE')
    .description(
      'Brings DESTINATION in step with SOURCE, once or (--live) for good. The source is written in two-way mode only.',
    )
    .argument('<SOURCE>', 'where files come from: a directory or a URL')
    .argument('<DESTINATION>', 'where they go to: a directory or a URL')
    .addHelpText('after', SYNC_HELP);
  addSyncOptions(command).action(async (source: string, destination: string) => {
    onExit(await syncCommand(source, destination, command.optsWithGlobals<SyncOptions>(), context));
  });
}
