import type { Argument, Command, Option } from 'commander';

import { CHOICES } from '../option-groups.js';

/** What may stand where the cursor is. */
export interface Candidates {
  readonly words: readonly Candidate[];
  /** Names of files may stand there too. */
  readonly files: boolean;
}

export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** Names of the configuration. */
export interface Names {
  readonly items: readonly Candidate[];
  readonly groups: readonly Candidate[];
}

const NOTHING: Candidates = { words: [], files: false };

/** What can follow: `words` are those after the program's name, the last one the beginning of what is wanted. */
export function candidatesFor(words: readonly string[], program: Command, names: Names): Candidates {
  const begun = words.at(-1) ?? '';
  const found = possible(words.slice(0, -1), begun, program, names);
  return { ...found, words: found.words.filter(({ word }) => word.startsWith(begun)) };
}

function possible(before: readonly string[], begun: string, program: Command, names: Names): Candidates {
  const { command, position, waiting } = walk(before, program);
  if (waiting !== undefined) return valuesOf(waiting, names);
  if (begun.startsWith('-')) return { words: optionsOf(command, program), files: false };
  if (command.name() === 'help') {
    const named = walk(before.slice(before.indexOf('help') + 1), program).command;
    return { words: commandsOf(named), files: false };
  }
  const children = position === 0 ? commandsOf(command) : [];
  const rest = argumentsAt(command, position, names);
  return { words: [...children, ...rest.words], files: rest.files };
}

/** Where a command line has come to: which command, how many of its arguments, and an option that waits for its value. */
interface Place {
  readonly command: Command;
  readonly position: number;
  readonly waiting: Option | undefined;
}

function walk(words: readonly string[], program: Command): Place {
  let place: Place = { command: program, position: 0, waiting: undefined };
  for (const word of words) place = step(place, word, program);
  return place;
}

function step({ command, position, waiting }: Place, word: string, program: Command): Place {
  if (waiting !== undefined) return { command, position, waiting: undefined };
  if (word.startsWith('-')) {
    const option = allOptions(command, program).find(({ long, short }) => word === long || word === short);
    const takesValue = option !== undefined && (option.required || option.optional);
    return { command, position, waiting: takesValue ? option : undefined };
  }
  const child = position === 0 ? command.commands.find((each) => each.name() === word) : undefined;
  return child === undefined
    ? { command, position: position + 1, waiting: undefined }
    : { command: child, position: 0, waiting: undefined };
}

function allOptions(command: Command, program: Command): readonly Option[] {
  return command === program ? program.options : [...command.options, ...program.options];
}

function optionsOf(command: Command, program: Command): readonly Candidate[] {
  const help: Candidate = { word: '--help', description: 'show the help' };
  const shown = allOptions(command, program).filter(({ hidden, long }) => !hidden && long !== undefined);
  return [...shown.map(({ description, long }) => ({ word: long!, description })), help];
}

function commandsOf(command: Command): readonly Candidate[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.map((each) => ({ word: each.name(), description: each.summary() || each.description() }));
}

function valuesOf(option: Option, names: Names): Candidates {
  if (option.long === '--group') return { words: names.groups, files: false };
  const choices = CHOICES.get(option.long ?? '') ?? option.argChoices ?? [];
  if (choices.length > 0) return { words: choices.map((word) => ({ word, description: '' })), files: false };
  return /<(?:FILE|DIR|ENDPOINT|PATH)/.test(option.flags) ? { words: [], files: true } : NOTHING;
}

function argumentsAt(command: Command, position: number, names: Names): Candidates {
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  const here = declared[position] ?? (last?.variadic === true ? last : undefined);
  if (here === undefined) return NOTHING;
  // The first word may be an item, or the first of two endpoints.
  const also = here.name() === 'ITEM' && declared[1]?.name() === 'SOURCE';
  return {
    words:
      here.name() === 'ITEM'
        ? names.items
        : (here.argChoices ?? []).map((word) => ({ word, description: '' })),
    files: also || takesFiles(here),
  };
}

function takesFiles(argument: Argument): boolean {
  return ['SOURCE', 'DESTINATION', 'ENDPOINT', 'FILE'].includes(argument.name());
}
