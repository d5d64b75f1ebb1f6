import type { Command } from 'commander';
import { Option } from 'commander';

import { usageError } from '@syncline/model';
import type { Context } from '../context.js';
import { parseText } from '../option-values.js';
import {
  addItemOptions,
  addKeyOptions,
  addPlanOptions,
  addStateOptions,
  optionsOf,
} from '../sync-options.js';
import type { ApplyOptions } from './apply.js';
import { applyCommand } from './apply.js';
import { conflictsCommand } from './conflicts.js';
import { itemCommand, sentence } from './item-command.js';
import { APPLY_HELP, HOLDS_HELP, PLAN_HELP, TRASH_HELP, WHY_HELP } from './help.js';
import { holdCommand, holdsCommand } from './holds.js';
import type { ItemCommandOptions } from './item-request.js';
import type { PlanOptions } from './plan.js';
import { planCommand } from './plan.js';
import type { RestoreOptions } from './trash.js';
import { trashListCommand, trashRestoreCommand, trashUndoCommand } from './trash.js';
import { whyCommand } from './why.js';

type Exit = (code: number) => void;

/** Adds the commands that ask about an item, or change something of it beside its runs. */
export function addItemCommands(program: Command, context: Context, onExit: Exit): void {
  addPlan(program, context, onExit);
  addApply(program, context, onExit);
  addWhy(program, context, onExit);
  addConflicts(program, context, onExit);
  addHolds(program, context, onExit);
  addTrash(program, context, onExit);
}

function addPlan(program: Command, context: Context, onExit: Exit): void {
  const command = itemCommand(program, 'plan', 'show what a run would do, and keep it for apply').addHelpText(
    'after',
    PLAN_HELP,
  );
  const out = new Option('--out <FILE>', 'write the plan to this file').argParser((value) =>
    parseText('--out', value, 'plan.json'),
  );
  addPlanOptions(command.addOption(out)).action(async () => {
    onExit(await planCommand(command.args, optionsOf<PlanOptions>(command), context));
  });
}

function addApply(program: Command, context: Context, onExit: Exit): void {
  const summary = 'carry out a plan, and nothing beside it';
  const command = program.command('apply').summary(summary).description(sentence(summary));
  command.argument('<FILE>', 'a file that plan --out wrote').addHelpText('after', APPLY_HELP);
  addKeyOptions(addStateOptions(command))
    .option('--quiet', 'only warnings and errors')
    .option('--verbose', 'every operation and notice');
  command.action(async (file: string) => {
    onExit(await applyCommand(file, optionsOf<ApplyOptions>(command), context));
  });
}

function addWhy(program: Command, context: Context, onExit: Exit): void {
  const command = itemCommand(
    program,
    'why',
    'explain one path: what both sides and the journal say, and what follows',
    ['PATH'],
  );
  addItemOptions(command).addHelpText('after', WHY_HELP);
  command.action(async () => {
    onExit(await whyCommand(command.args, optionsOf<ItemCommandOptions>(command), context));
  });
}

function addConflicts(program: Command, context: Context, onExit: Exit): void {
  const command = itemCommand(program, 'conflicts', 'list the conflict copies that both sides have');
  addItemOptions(command).action(async () => {
    onExit(await conflictsCommand(command.args, optionsOf<ItemCommandOptions>(command), context));
  });
}

function addHolds(program: Command, context: Context, onExit: Exit): void {
  const command = itemCommand(program, 'holds', 'list deletes that wait for approval, of an item or of all');
  addItemOptions(command).addHelpText('after', HOLDS_HELP);
  command.action(async () => {
    onExit(await holdsCommand(command.args, optionsOf<ItemCommandOptions>(command), context));
  });
  const actions = {
    approve: 'let the next run delete what a hold lists',
    drop: 'forget a hold: the next run decides anew',
  };
  for (const action of ['approve', 'drop'] as const) {
    const child = command.command(action).summary(actions[action]).description(sentence(actions[action]));
    addStateOptions(child.argument('<ID>', 'as holds shows it')).action(async (id: string) => {
      onExit(await holdCommand(action, id, optionsOf<ItemCommandOptions>(child), context));
    });
  }
}

function addTrash(program: Command, context: Context, onExit: Exit): void {
  const summary = 'list, restore and undo what runs replaced or deleted';
  const trash = program
    .command('trash')
    .summary(summary)
    .description(sentence(summary))
    .addHelpText('after', TRASH_HELP);
  trash.allowExcessArguments().action(() => {
    throw usageError("trash: say what to do: list, restore or undo. See 'syncline help trash'");
  });
  const list = itemCommand(trash, 'list', 'list what is kept, by side and run');
  addItemOptions(list).action(async () => {
    onExit(await trashListCommand(list.args, optionsOf<ItemCommandOptions>(list), context));
  });
  const restore = itemCommand(trash, 'restore', 'bring one version back under its name', ['RUN', 'PATH']);
  const side = new Option('--side <SIDE>', 'where it is, if both sides have one').choices([
    'source',
    'destination',
  ]);
  addItemOptions(restore.addOption(side).option('--to <PATH>', 'under another name')).action(async () => {
    onExit(await trashRestoreCommand(restore.args, optionsOf<RestoreOptions>(restore), context));
  });
  const undo = itemCommand(trash, 'undo', 'bring everything back that a run replaced or deleted', ['RUN']);
  addItemOptions(undo).action(async () => {
    onExit(await trashUndoCommand(undo.args, optionsOf<ItemCommandOptions>(undo), context));
  });
}
