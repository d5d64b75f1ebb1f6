import type { Command } from 'commander';

import type { Context } from '../context.js';
import { optionsOf } from '../sync-options.js';
import type { DaemonCommandOptions } from './daemon-command.js';
import { daemonCommand } from './daemon-command.js';
import { DAEMON_HELP } from './help.js';

/** Adds the command that runs the daemon. */
export function addDaemon(program: Command, context: Context, onExit: (code: number) => void): void {
  const command = program
    .command('daemon')
    .summary('run the configured items: schedules, live items, console and API')
    .description('Runs the configured items until it is ended: schedules, live items, console and API.')
    .option('--state <DIR>', 'where journals and history are kept (default: $XDG_STATE_HOME/syncline)')
    .option('--verbose', 'every operation in the log')
    .addHelpText('after', DAEMON_HELP);
  command.action(async () => onExit(await daemonCommand(optionsOf<DaemonCommandOptions>(command), context)));
}
