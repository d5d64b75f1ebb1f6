import type { Command } from 'commander';
import { usageError } from '@syncline/model';

/** Adds `help [COMMAND...]`, which knows the commands of commands too, such as `help trash restore`. Throws `usage` for what is none. */
export function addHelp(program: Command): void {
  program
    .command('help')
    .summary('show the help of a command')
    .description('Shows the help of a command.')
    .argument('[COMMAND...]', 'its words, such as trash restore')
    .action((words: readonly string[]) => commandOf(program, words).outputHelp());
}

function commandOf(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words) {
    const child = command.commands.find((each) => each.name() === word);
    if (child === undefined) throw usageError(`help: ${unknownIn(command, program)}`);
    command = child;
  }
  return command;
}

/** The word itself may be an address with a password. */
function unknownIn(command: Command, program: Command): string {
  return command === program
    ? "there is no such command. 'syncline help' lists all"
    : `${command.name()} has no such command. See 'syncline help ${command.name()}'`;
}
