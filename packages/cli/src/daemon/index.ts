import type { Command } from 'commander';
import { Option } from 'commander';

import type { Context } from '../context.js';
import { wholeNumber } from '../option-values.js';
import { addItemOptions, optionsOf } from '../sync-options.js';
import { itemCommand, sentence } from '../commands/item-command.js';
import type { DaemonCommandOptions } from './daemon-command.js';
import { daemonCommand } from './daemon-command.js';
import { DAEMON_HELP, STATUS_HELP } from './help.js';
import type { HistoryOptions } from './history.js';
import { historyCommand } from './history.js';
import type { LogOptions } from './log.js';
import { logCommand } from './log.js';
import type { DaemonAskOptions } from './status.js';
import { statusCommand } from './status.js';

type Exit = (code: number) => void;

const STATE = [
  '--state <DIR>',
  'the state directory of the daemon (default: $XDG_STATE_HOME/syncline)',
] as const;
const JSON_HELP = 'one JSON object per line on standard output';

/** Adds the command that runs the daemon, and those that ask one that runs. */
export function addDaemonCommands(program: Command, context: Context, onExit: Exit): void {
  addDaemon(program, context, onExit);
  const status = described(program, 'status', 'tell how the items of the running daemon stand')
    .argument('[ITEM]', 'one item, in detail')
    .option(...STATE)
    .option('--json', JSON_HELP)
    .addHelpText('after', STATUS_HELP);
  status.action(async (item: string | undefined) =>
    onExit(await statusCommand(item, optionsOf<DaemonAskOptions>(status), context)),
  );
  const history = itemCommand(program, 'history', 'tell what the latest runs of an item came to').option(
    '--limit <N>',
    'so many runs (default: 20)',
    (value) => wholeNumber('--limit', value, 1, 1_000, '50'),
  );
  addItemOptions(history).action(async () =>
    onExit(await historyCommand(history.args, optionsOf<HistoryOptions>(history), context)),
  );
  const log = described(program, 'log', 'show the log of an item or group')
    .argument('[ITEM]', 'its name')
    .allowExcessArguments()
    .addOption(new Option('--mode <MODE>').hideHelp())
    .option('--group <GROUP>', 'the items of a group, merged')
    .option('-f, --follow', 'go on with what comes, until Ctrl-C')
    .option('--lines <N>', 'so many of the past (default: 100)', (value) =>
      wholeNumber('--lines', value, 1, 10_000, '500'),
    )
    .option(...STATE);
  log.action(async () => onExit(await logCommand(log.args, optionsOf<LogOptions>(log), context)));
}

function described(program: Command, name: string, summary: string): Command {
  return program.command(name).summary(summary).description(sentence(summary));
}

function addDaemon(program: Command, context: Context, onExit: Exit): void {
  const command = program
    .command('daemon')
    .summary('run the configured items: schedules, live items, console and API')
    .description('Runs the configured items until it is ended: schedules, live items, console and API.')
    .option('--state <DIR>', 'where journals and history are kept (default: $XDG_STATE_HOME/syncline)')
    .option('--verbose', 'every operation in the log')
    .addHelpText('after', DAEMON_HELP);
  command.action(async () => onExit(await daemonCommand(optionsOf<DaemonCommandOptions>(command), context)));
}
