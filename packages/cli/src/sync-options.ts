import type { Compare, DeleteLimit, FileCheck, Mode } from '@syncline/model';
import type { Command } from 'commander';

import type { CONFLICTS } from './option-groups.js';
import { optionGroups } from './option-groups.js';

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

/** Declares the files of private keys, for what has its endpoints from elsewhere. */
export function addKeyOptions(command: Command): Command {
  return addOptions(command, (name) => name === 'keySource' || name === 'keyDestination');
}
