import type { Command } from 'commander';

/** A command on an item. Its words are counted by the command itself, which can say more than the parser. */
export function itemCommand(
  parent: Command,
  name: string,
  summary: string,
  further: readonly string[] = [],
): Command {
  const command = parent.command(name).summary(summary).description(sentence(summary)).allowExcessArguments();
  const item = 'ITEM | SOURCE DESTINATION';
  command.usage([name === 'holds' ? `[${item}]` : `(${item})`, ...further, '[options]'].join(' '));
  command
    .argument('[ITEM]', 'a configured item, by its name; or')
    .argument('[SOURCE]', 'a directory or URL, as for sync')
    .argument('[DESTINATION]', 'the same');
  for (const word of further) command.argument(`[${word}]`, FURTHER[word]);
  return command;
}

const FURTHER: Readonly<Record<string, string>> = {
  PATH: 'relative to the roots',
  RUN: 'the run whose trash it is, as trash list shows it',
};

/** The summary of a command as a sentence of its own. */
export function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}
