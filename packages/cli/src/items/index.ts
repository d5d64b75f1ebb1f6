import type { Command } from 'commander';
import { Option } from 'commander';

import { itemCommand, sentence } from '../commands/item-command.js';
import type { Context } from '../context.js';
import { parseConnections, parseFingerprint, parseParallel, parseTimeout } from '../option-values.js';
import { syncCommand } from '../sync-command.js';
import type { SyncOptions } from '../sync-options.js';
import { addFieldOptions as addDefinition, addRunOptions, optionsOf } from '../sync-options.js';
import type { CheckOptions } from './check.js';
import { checkCommand } from './check.js';
import { endpointsOfRun } from './endpoints-of-run.js';
import { addChangeOptions, addFieldOptions } from './field-options.js';
import {
  ADD_HELP,
  CHECK_HELP,
  COPY_HELP,
  EDIT_HELP,
  EXPORT_HELP,
  IMPORT_HELP,
  PROBE_HELP,
  RUN_HELP,
  SECRET_HELP,
} from './help.js';
import type { AskOptions } from './list.js';
import { groupsCommand, itemsCommand } from './list.js';
import type { ProbeOptions } from './probe.js';
import { probeCommand } from './probe.js';
import type { RunCommandOptions } from './run.js';
import { runCommand } from './run.js';
import { secretListCommand, secretRemoveCommand, secretSetCommand } from './secret.js';
import type { ShowOptions } from './show.js';
import { showCommand } from './show.js';
import type { ImportOptions } from './transfer.js';
import { exportCommand, importCommand } from './transfer.js';
import type { WriteOptions } from './write.js';
import { addCommand, copyCommand, deleteCommand, editCommand } from './write.js';

type Exit = (code: number) => void;

const JSON_HELP = 'one JSON object per line on standard output';
const STATE_HELP = 'taken, as by every command, and not needed';
const ITEM = 'its name, as items shows it';

/** Adds the commands that list, show and change configured items. */
export function addConfigurationCommands(program: Command, context: Context, onExit: Exit): void {
  addRun(program, context, onExit);
  addAsking(program, context, onExit);
  addWriting(program, context, onExit);
  addTransfer(program, context, onExit);
  addSecret(program, context, onExit);
  addProbe(program, context, onExit);
}

/** Adds the command that runs configured items. */
export function addRun(program: Command, context: Context, onExit: Exit): void {
  const run = described(program, 'run', 'bring configured items in step now')
    .argument('[ITEM...]', ITEM)
    .option('--group <GROUP>', 'those of a group')
    .option('--all', 'all of them')
    .addOption(
      new Option(
        '--parallel <N>',
        'items that run at the same time (default: concurrency of the configuration)',
      ).argParser(parseParallel),
    )
    .addHelpText('after', RUN_HELP);
  addRunOptions(run).action(async (names: readonly string[]) => {
    const options = optionsOf<RunCommandOptions & SyncOptions>(run);
    const endpoints = endpointsOfRun(names, options);
    onExit(
      endpoints === undefined
        ? await runCommand(names, options, context)
        : await syncCommand(...endpoints, options, context),
    );
  });
}

function addAsking(program: Command, context: Context, onExit: Exit): void {
  const items = ofConfiguration(program, 'items', 'list the configured items').option('--json', JSON_HELP);
  items.action(async () => onExit(await itemsCommand(optionsOf<AskOptions>(items), context)));
  const groups = ofConfiguration(program, 'groups', 'list the groups of items').option('--json', JSON_HELP);
  groups.action(async () => onExit(await groupsCommand(optionsOf<AskOptions>(groups), context)));
  const show = itemCommand(program, 'show', 'show an item, and when it runs next')
    .addOption(stateOption())
    .option('--json', JSON_HELP);
  addDefinition(show).action(async () =>
    onExit(await showCommand(show.args, optionsOf<ShowOptions>(show), context)),
  );
  const check = ofConfiguration(program, 'check', 'tell everything that is wrong with the configuration')
    .option('--json', JSON_HELP)
    .option('--schema', 'print the JSON Schema of the configuration, for editors')
    .addHelpText('after', CHECK_HELP);
  check.action(async () => onExit(await checkCommand(optionsOf<CheckOptions>(check), context)));
}

function addWriting(program: Command, context: Context, onExit: Exit): void {
  const add = ofConfiguration(program, 'add', 'add an item')
    .argument('<NAME>', 'its name: letters, digits, . _ -')
    .argument('<SOURCE>', 'where files come from: a directory or a URL')
    .argument('<DESTINATION>', 'where they go to: a directory or a URL')
    .addHelpText('after', ADD_HELP);
  addFieldOptions(add).action(async (name: string, source: string, destination: string) =>
    onExit(await addCommand(name, source, destination, optionsOf<WriteOptions>(add), context)),
  );
  const edit = ofConfiguration(program, 'edit', 'change an item')
    .argument('<ITEM>', ITEM)
    .option('--source <ENDPOINT>', 'another source')
    .option('--destination <ENDPOINT>', 'another destination')
    .addHelpText('after', EDIT_HELP);
  addChangeOptions(edit).action(async (name: string) =>
    onExit(await editCommand(name, optionsOf<WriteOptions>(edit), context)),
  );
  const copy = ofConfiguration(program, 'copy', 'add an item that is as another one, but for what is given')
    .argument('<ITEM>', ITEM)
    .argument('<NEW>', 'the name of the new one')
    .option('--source <ENDPOINT>', 'another source')
    .option('--destination <ENDPOINT>', 'another destination')
    .addHelpText('after', COPY_HELP);
  addChangeOptions(copy).action(async (name: string, newName: string) =>
    onExit(await copyCommand(name, newName, optionsOf<WriteOptions>(copy), context)),
  );
  const remove = ofConfiguration(
    program,
    'delete',
    'take an item out of the configuration; its files stay',
  ).argument('<ITEM>', ITEM);
  remove.action(async (name: string) =>
    onExit(await deleteCommand(name, optionsOf<WriteOptions>(remove), context)),
  );
}

function addTransfer(program: Command, context: Context, onExit: Exit): void {
  const exporting = ofConfiguration(program, 'export', 'print items as YAML, for import')
    .argument('[ITEM...]', 'which (default: all)')
    .option('--group <GROUP>', 'those of a group')
    .option('--json', 'one item per line as JSON')
    .addHelpText('after', EXPORT_HELP);
  exporting.action(async (names: readonly string[]) => {
    const options = optionsOf<AskOptions & { readonly group?: string }>(exporting);
    onExit(await exportCommand({ names, group: options.group }, options, context));
  });
  const importing = ofConfiguration(program, 'import', 'add the items of a file')
    .argument('<FILE>', 'YAML as export prints it; - is standard input')
    .option('--replace', 'items that are there become what the file says')
    .addHelpText('after', IMPORT_HELP);
  importing.action(async (file: string) =>
    onExit(await importCommand(file, optionsOf<ImportOptions>(importing), context)),
  );
}

function addSecret(program: Command, context: Context, onExit: Exit): void {
  const secret = described(program, 'secret', 'keep passwords and keys encrypted, and forget them')
    .helpCommand(false)
    .addHelpText('after', SECRET_HELP);
  const set = ofConfiguration(
    secret,
    'set',
    'keep a secret; it is typed, or comes from standard input',
  ).argument('<NAME>', 'letters, digits, . _ -');
  set.action(async (name: string) =>
    onExit(await secretSetCommand(name, optionsOf<AskOptions>(set), context)),
  );
  const remove = ofConfiguration(secret, 'rm', 'forget a secret').argument('<NAME>', 'as list shows it');
  remove.action(async (name: string) =>
    onExit(await secretRemoveCommand(name, optionsOf<AskOptions>(remove), context)),
  );
  const list = ofConfiguration(secret, 'list', 'list the names of the secrets').option('--json', JSON_HELP);
  list.action(async () => onExit(await secretListCommand(optionsOf<AskOptions>(list), context)));
}

function addProbe(program: Command, context: Context, onExit: Exit): void {
  const probe = ofConfiguration(
    program,
    'probe',
    'tell what a directory or server can do, and how it will be treated',
  )
    .argument('<ENDPOINT>', 'a directory or a URL')
    .option('--json', JSON_HELP)
    .option('--read-only', 'only ask: try nothing out by writing')
    .addOption(
      new Option(
        '--trust <FINGERPRINT>',
        'accept only the certificate or host key with this SHA-256',
      ).argParser((value) => parseFingerprint(value, '--trust')),
    )
    .option('--key <FILE>', 'private key to log in to an SFTP server with')
    .addOption(new Option('--connections <N>', 'ask for so many at once (8)').argParser(parseConnections))
    .addOption(
      new Option('--timeout <SECONDS>', 'give up after so long without progress (30)').argParser(
        parseTimeout,
      ),
    )
    .addHelpText('after', PROBE_HELP);
  probe.action(async (endpoint: string) =>
    onExit(await probeCommand(endpoint, optionsOf<ProbeOptions>(probe), context)),
  );
}

/** A command that works by the configuration alone. It takes `--state`, so that a script can give it to all (SPEC §8). */
function ofConfiguration(parent: Command, name: string, summary: string): Command {
  return described(parent, name, summary).addOption(stateOption());
}

function stateOption(): Option {
  return new Option('--state <DIR>', STATE_HELP).hideHelp();
}

function described(parent: Command, name: string, summary: string): Command {
  return parent.command(name).summary(summary).description(sentence(summary));
}
