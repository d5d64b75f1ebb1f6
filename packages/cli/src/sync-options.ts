import type { Compare, DeleteLimit, FileCheck, Mode } from '@syncline/model';
import { DEFAULT_LIMITS, parseFileCheck } from '@syncline/model';
import type { Command } from 'commander';
import { Option } from 'commander';

import {
  parseBandwidth,
  parseChoice,
  parseConnections,
  parseDeleteLimit,
  parseDuration,
  parseFingerprint,
  parsePattern,
  parseRetries,
  parseText,
  parseTimeout,
} from './option-values.js';

const MODES: readonly Mode[] = ['simple', 'clone', 'two-way'];
const COMPARES: readonly Compare[] = ['size+mtime', 'size', 'content'];
const CONFLICTS = ['newer', 'source', 'destination', 'larger'] as const;

/** The words that an option takes, where it takes no other. */
export const CHOICES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['--mode', MODES],
  ['--compare', COMPARES],
  ['--conflict', CONFLICTS],
]);

/** The options of `sync` as they were given, each checked by itself. */
export interface SyncOptions {
  readonly mode: Mode;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly live?: true;
  /** ms, as are the next two. */
  readonly settle?: number;
  readonly auditEvery?: number;
  readonly pollEvery?: number;
  readonly state?: string;
  readonly config?: string;
  readonly ignore: readonly string[];
  readonly ignoreSource: readonly string[];
  readonly ignoreDestination: readonly string[];
  readonly fileCheckSource?: FileCheck;
  readonly fileCheckDestination?: FileCheck;
  readonly recursive: boolean;
  readonly trash: boolean;
  readonly maxDelete?: DeleteLimit;
  readonly approveDeletes?: true;
  readonly conflict: (typeof CONFLICTS)[number];
  readonly compare: Compare;
  readonly connections: number;
  readonly bandwidth?: number;
  readonly timeout: number;
  readonly retries: number;
  readonly trustSource?: string;
  readonly trustDestination?: string;
  /** Files. */
  readonly keySource?: string;
  readonly keyDestination?: string;
  /** The names of those that stand on the command line, rather than being presets. */
  readonly given?: readonly string[];
}

/** Options that say what an item is, rather than how it is run once: a configured item has them from its configuration. */
export const ITEM_DEFINING_OPTIONS: ReadonlySet<string> = new Set([
  'mode',
  'compare',
  'conflict',
  'ignore',
  'ignoreSource',
  'ignoreDestination',
  'recursive',
  'trash',
  'maxDelete',
  'fileCheckSource',
  'fileCheckDestination',
  'connections',
  'bandwidth',
  'timeout',
  'retries',
  'trustSource',
  'trustDestination',
  'keySource',
  'keyDestination',
] satisfies (keyof SyncOptions)[]);

/** The options of a command, those of the program included, and which of them were given. */
export function optionsOf<Options extends object>(
  command: Command,
): Options & { readonly given: readonly string[] } {
  const options = command.optsWithGlobals<Options>();
  const given = Object.keys(options).filter((name) => command.getOptionValueSource(name) === 'cli');
  return { ...options, given };
}

/** An option as it is written: `ignoreSource` is `--ignore-source`. */
export function optionFlag(name: string): string {
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return NEGATED.has(name) ? `--no-${flag}` : `--${flag}`;
}

const NEGATED: ReadonlySet<string> = new Set(['recursive', 'trash']);

/** Declares every option of SPEC §8 on the command `sync`. */
export function addSyncOptions(command: Command): Command {
  return addOptions(command, () => true);
}

/** How an item is kept in step as it changes. */
export const LIVE_OPTIONS: ReadonlySet<string> = new Set([
  'live',
  'settle',
  'auditEvery',
  'pollEvery',
] satisfies (keyof SyncOptions)[]);

/** What only makes sense for a run itself. */
const ONLY_FOR_RUNS: ReadonlySet<string> = new Set([...LIVE_OPTIONS, 'dryRun']);

/** Declares those that a plan can be made with: all but what only makes sense for a run itself. */
export function addPlanOptions(command: Command): Command {
  return addOptions(command, (name) => !ONLY_FOR_RUNS.has(name));
}

/** Those that say which item is meant, what belongs to it, and how its servers are reached. */
const ITEM_OPTIONS: ReadonlySet<string> = new Set([
  'mode',
  'compare',
  'conflict',
  'ignore',
  'ignoreSource',
  'ignoreDestination',
  'recursive',
  'state',
  'connections',
  'timeout',
  'retries',
  'trustSource',
  'trustDestination',
  'keySource',
  'keyDestination',
  'json',
] satisfies (keyof SyncOptions)[]);

/** Declares the options of commands that ask about an item, or change something of it beside its runs. */
export function addItemOptions(command: Command): Command {
  return addOptions(command, (name) => ITEM_OPTIONS.has(name));
}

/** Declares the options whose fields an item has: its definition. */
export function addFieldOptions(command: Command): Command {
  return addOptions(command, (name) => ITEM_DEFINING_OPTIONS.has(name) || LIVE_OPTIONS.has(name));
}

/** Declares those of one run of a configured item; the others are taken for a run of two endpoints, without a word in the help. */
export function addRunOptions(command: Command): Command {
  addOptions(command, (name) => RUN_OPTIONS.has(name));
  for (const option of Object.values(optionGroups()).flat())
    if (!RUN_OPTIONS.has(option.attributeName())) command.addOption(option.hideHelp());
  return command;
}

/** Those of one run of any item. */
const RUN_OPTIONS: ReadonlySet<string> = new Set([
  'dryRun',
  'approveDeletes',
  'state',
  'json',
  'quiet',
  'verbose',
] satisfies (keyof SyncOptions)[]);

/** Declares where state is kept and how output is shown. */
export function addStateOptions(command: Command): Command {
  return addOptions(command, (name) => name === 'state' || name === 'json');
}

function addOptions(command: Command, wanted: (name: string) => boolean): Command {
  for (const [heading, options] of Object.entries(optionGroups())) {
    for (const option of options) {
      if (wanted(option.attributeName())) command.addOption(option.helpGroup(heading));
    }
  }
  return command;
}

function optionGroups(): Readonly<Record<string, readonly Option[]>> {
  return {
    'What is done:': whatIsDone(),
    'What belongs to it:': whatBelongs(),
    'Safety:': safety(),
    'Servers:': servers(),
    'Output:': output(),
  };
}

function whatIsDone(): Option[] {
  return [
    choice(
      '--mode <MODE>',
      'simple: copies and updates, never deletes; clone: DESTINATION becomes an exact copy; two-way: changes on either side are carried to the other',
      MODES,
      'simple',
    ),
    choice('--compare <HOW>', 'what makes two files differ', COMPARES, 'size+mtime'),
    choice('--conflict <WHO>', 'who keeps the plain name, in two-way mode', CONFLICTS, 'newer'),
    new Option('--dry-run', 'show what would be done, and write nothing'),
    new Option(
      '--live',
      'go on after the first copy: carry changes as they happen (sync: until Ctrl-C)',
    ).conflicts('dryRun'),
    duration(
      '--settle',
      'with --live: leave a file alone until it was not written to for so long (default: 100ms)',
      '100ms',
    ),
    duration('--audit-every', 'with --live: look at everything this often (default: 1h)', '1h'),
    duration('--poll-every', 'with --live: look this often at what cannot be watched (default: 60s)', '60s'),
  ];
}

function whatBelongs(): Option[] {
  return [
    patterns(
      '--ignore <RE>',
      'leave out names (with a slash: paths) that match, on both sides; may be repeated',
    ),
    patterns('--ignore-source <RE>', "the same, as the source's own list"),
    patterns('--ignore-destination <RE>', "the same, as the destination's own list"),
    new Option('--no-recursive', 'leave folders out'),
  ];
}

function safety(): Option[] {
  return [
    parsed(
      '--max-delete <N%>',
      'hold deletes above this share of the known files (default: 50% and more than 10)',
      parseDeleteLimit,
    ),
    new Option('--approve-deletes', 'carry out in this run what would be held'),
    new Option('--no-trash', 'keep no replaced and deleted versions in .syncline/trash'),
    fileCheck('--file-check-source', 'refuse the run unless this file is there (and its text matches RE)'),
    fileCheck('--file-check-destination', 'the same on the destination'),
    parsed('--state <DIR>', 'where the journal is kept (default: $XDG_STATE_HOME/syncline)', (value) =>
      parseText('--state', value, '~/.local/state/syncline'),
    ),
  ];
}

function servers(): Option[] {
  const { connections, retries, timeout } = DEFAULT_LIMITS;
  return [
    parsed('--connections <N>', 'connections per server, 1 to 64', parseConnections).default(connections),
    parsed('--bandwidth <RATE>', 'bytes per second, such as 10MiB/s or 500k', parseBandwidth),
    parsed(
      '--timeout <SECONDS>',
      'give a connection up after so long without progress',
      parseTimeout,
    ).default(timeout),
    parsed('--retries <N>', 'further tries of a failed operation', parseRetries).default(retries),
    fingerprint('--trust-source', 'accept only the certificate or host key with this SHA-256'),
    fingerprint('--trust-destination', 'the same for the destination'),
    keyFile('--key-source', 'private key to log in to an SFTP server with'),
    keyFile('--key-destination', 'the same for the destination'),
  ];
}

function output(): Option[] {
  return [
    new Option('--json', 'one JSON object per line on standard output'),
    new Option('--quiet', 'only warnings and errors').conflicts('verbose'),
    new Option('--verbose', 'every operation and notice, on a terminal too'),
  ];
}

function duration(name: string, description: string, example: string): Option {
  return parsed(`${name} <TIME>`, description, (value) => parseDuration(name, value, example));
}

function parsed<Value>(flags: string, description: string, parse: (value: string) => Value): Option {
  return new Option(flags, description).argParser(parse);
}

function choice(flags: string, description: string, choices: readonly string[], preset: string): Option {
  const name = flags.slice(0, flags.indexOf(' '));
  const option = parsed(flags, `${description} (${choices.join(', ')})`, (value) =>
    parseChoice(name, choices, value),
  );
  return option.default(preset);
}

function patterns(flags: string, description: string): Option {
  const name = flags.slice(0, flags.indexOf(' '));
  const option = new Option(flags, description).default([], 'none');
  return option.argParser<readonly string[]>((value, before) => [...before, parsePattern(name, value)]);
}

function fileCheck(name: string, description: string): Option {
  return parsed(`${name} <PATH[=RE]>`, description, (value) => parseFileCheck(value, name));
}

function keyFile(name: string, description: string): Option {
  return parsed(`${name} <FILE>`, description, (value) => parseText(name, value, '~/.ssh/id_ed25519'));
}

/** Declares the files of private keys, for what has its endpoints from elsewhere. */
export function addKeyOptions(command: Command): Command {
  return addOptions(command, (name) => name === 'keySource' || name === 'keyDestination');
}

function fingerprint(name: string, description: string): Option {
  return parsed(`${name} <FINGERPRINT>`, description, (value) => parseFingerprint(value, name));
}
