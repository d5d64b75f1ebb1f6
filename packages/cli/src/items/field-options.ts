import type { PlainSet } from '@syncline/daemon/config';
import type { Command } from 'commander';
import { Option } from 'commander';

import { usageError } from '@syncline/model';
import { addFieldOptions as addSyncFieldOptions } from '../sync-options.js';

const HEADING = 'The item:';

/** Declares the options that give the fields of a new item. */
export function addFieldOptions(command: Command): Command {
  const options = [
    new Option('--description <TEXT>', 'free text'),
    new Option('--group <NAME>', 'items of one group can be run together'),
    password(
      '--source-password',
      'where the password of the source is kept: env:NAME, file:PATH or secret:NAME',
    ),
    password('--destination-password', 'the same for the destination'),
    repeated(
      '--schedule <YAML>',
      "when it runs by itself, such as '{days: mon-fri, every: 10 minutes}' or '{at: 02:30}'",
    ),
    new Option('--timezone <ZONE>', 'time zone of its schedules, such as Europe/Prague'),
    new Option('--catch-up', 'run at the start what was missed while nothing ran'),
    new Option('--log-file <FILE>', 'log of each run for people, appended to'),
    repeated('--set <KEY=VALUE>', 'any field, such as limits.connections=4'),
    repeated('--unset <KEY>', 'take a field away'),
  ];
  for (const option of options) command.addOption(option.helpGroup(HEADING));
  return addSyncFieldOptions(command);
}

/** The same where what is not given stays as it is: the help shows no presets, which mean nothing there. */
export function addChangeOptions(command: Command): Command {
  for (const option of addFieldOptions(command).options) {
    option.defaultValue = undefined;
    option.description = option.description.replace(/ \(default: [^)]*\)$/, '');
  }
  return command;
}

function repeated(flags: string, description: string): Option {
  return new Option(flags, `${description}; may be repeated`).argParser<readonly string[]>(
    (value, before = []) => [...before, value],
  );
}

function password(name: string, description: string): Option {
  return new Option(`${name} <REF>`, description).argParser((value) => readReference(value, name));
}

/** `env:NAME`, `file:PATH`, `secret:NAME`. What is none of them may be the password itself and is not repeated. */
function readReference(text: string, option: string): PlainSet {
  const [, kind, rest] = /^(env|file|secret):(.+)$/s.exec(text) ?? [];
  if (kind === undefined || rest === undefined)
    throw usageError(
      `${option}: write env:NAME, file:PATH or secret:NAME, which 'syncline secret set NAME' keeps`,
    );
  return { [kind]: rest };
}
