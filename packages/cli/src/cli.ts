import { messageOf } from '@syncline/model';
import type { Command } from 'commander';
import { CommanderError } from 'commander';

import type { Context } from './context.js';
import { exitCodeFor } from './exit-code.js';
import { noticeLine } from './notice-line.js';
import { createProgram } from './program.js';

const USAGE_EXIT = 2;

/** Runs one command line. Resolves to the exit code of SPEC §8; never rejects. */
export async function runCli(context: Context): Promise<number> {
  let exit = 0;
  // A reader that went away (EPIPE) is no fault; a run hears of it from its own listener.
  context.stdout.on('error', ignore);
  context.stderr.on('error', ignore);
  if (context.foreignArgument !== undefined) return refuseForeign(context.foreignArgument, context);
  const program = createProgram(context, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync([...context.args], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return explain(error, program, context);
    context.stderr.write(`${noticeLine({ level: 'error', message: messageOf(error) })}\n`);
    return exitCodeFor(error);
  }
}

/** Taken for what Node makes of it, it would be another place than the one that was meant, and perhaps one with files in it. */
function refuseForeign(argument: string, context: Context): number {
  const message =
    `'${withoutSecrets(argument)}' is not UTF-8, and such bytes cannot be given here. ` +
    'Reach a folder by a symbolic link that has another name; write a path within an item with \\xNN, as it is shown';
  context.stderr.write(`${noticeLine({ level: 'error', message })}\n`);
  return USAGE_EXIT;
}

/** Help and version were shown already, the help in the place of a command that was left out, too; everything else is a command line that was not understood. */
function explain(error: CommanderError, program: Command, context: Context): number {
  if (error.exitCode === 0) return 0;
  if (error.code === 'commander.help') return USAGE_EXIT;
  const message = withoutSecrets(error.message.replace(/^error: /, '').replaceAll('\n', ' '));
  context.stderr.write(`${noticeLine({ level: 'error', message })}\n`);
  const command = program.commands.find((each) => each.name() === context.args[0])?.name();
  context.stderr.write(`Try 'syncline help${command === undefined ? '' : ` ${command}`}'.\n`);
  return USAGE_EXIT;
}

/** The parser repeats what it does not understand, which may be a URL or an option with a password in it. */
function withoutSecrets(message: string): string {
  return message.replace(/:\/\/.*@/g, '://…@').replace(/(--[\w-]+=)[^']*/g, '$1…');
}

function ignore(): void {}
