import type { Command } from 'commander';
import { Argument } from 'commander';

import type { Context } from '../context.js';
import type { Candidate, Names } from './candidates.js';
import { candidatesFor } from './candidates.js';
import type { Shell } from './scripts.js';
import { SCRIPTS, SHELLS } from './scripts.js';

/** Adds the command that prints a completion script, and the hidden one that such a script asks. */
export function addCompletion(program: Command, context: Context, onExit: (code: number) => void): void {
  program
    .command('completion')
    .summary('print the completion of a shell')
    .description('Prints the completion of commands, options, items and groups for a shell.')
    .addArgument(new Argument('<SHELL>', 'which').choices(SHELLS))
    .addHelpText('after', COMPLETION_HELP)
    .action((shell: Shell) => {
      context.stdout.write(`${SCRIPTS[shell]}\n`);
      onExit(0);
    });
  program
    .command('complete', { hidden: true })
    .argument('[WORD...]')
    .action(async (words: readonly string[]) => {
      const { files, words: found } = candidatesFor(words, program, await namesOf(words, context));
      const lines = [
        ...found.map(({ description, word }) => `${word}\t${oneLine(description)}`),
        ...(files ? [':files'] : []),
      ];
      context.stdout.write(lines.map((line) => `${line}\n`).join(''));
      onExit(0);
    });
}

const COMPLETION_HELP = `
  source <(syncline completion bash)                        in ~/.bashrc
  source <(syncline completion zsh)                         in ~/.zshrc, after compinit
  syncline completion fish > ~/.config/fish/completions/syncline.fish`;

/** Whatever is wrong with a configuration is told by the commands, not while somebody types. */
async function namesOf(words: readonly string[], context: Context): Promise<Names> {
  try {
    const { configFile, groupsOf, loadConfig } = await import('@syncline/daemon/config');
    const option = words.indexOf('--config');
    const file = configFile(option < 0 ? undefined : words[option + 1], context);
    const { config } = await loadConfig(file, context.home);
    const items = config.items.map(({ description, name }): Candidate => ({ word: name, description }));
    const groups = groupsOf(config.items).map((word): Candidate => ({ word, description: 'group' }));
    return { items, groups };
  } catch {
    return { items: [], groups: [] };
  }
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}
