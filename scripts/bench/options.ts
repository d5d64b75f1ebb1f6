import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const DEFAULT_ROUNDS = 5;
const QUICK_ROUNDS = 3;

export const USAGE = `pnpm bench [options]

Measures Syncline beside rsync, rclone, unison, lftp and curl at the same work, and writes a table.

  --quick              small trees and 3 rounds: to see that it works, in a few minutes
  --only NAME,…        these workloads; a name ending in * takes all that begin so
  --rounds N           counted rounds after the warm-up (default ${DEFAULT_ROUNDS})
  --budget MINUTES     as many rounds as fit into so many minutes
  --out DIR            where bench.md and bench.json are kept (default bench-out); results of workloads that are not
                       measured this time stay in them
  --work DIR           where the trees are made (default: the system's temporary directory)
  --profile            profile Syncline as well: DIR/profile-NAME.md tells where its time goes, DIR/profiles holds the
                       profiles (times are a little worse)
  --list               only print the workloads and how long they take
  --no-install         install nothing, leave out what is missing
  --help               this text`;

export interface Options {
  readonly quick: boolean;
  readonly only: readonly string[];
  readonly rounds: number;
  readonly budgetMinutes: number | undefined;
  readonly out: string;
  readonly work: string;
  readonly profile: boolean;
  readonly list: boolean;
  readonly install: boolean;
  readonly help: boolean;
}

/** Reads the command line. Throws with a message for the user. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      budget: { type: 'string' },
      out: { type: 'string', default: 'bench-out' },
      work: { type: 'string', default: tmpdir() },
      profile: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      'no-install': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    quick: values.quick,
    only: values.only.split(',').filter((name) => name !== ''),
    rounds: positive('--rounds', values.rounds) ?? (values.quick ? QUICK_ROUNDS : DEFAULT_ROUNDS),
    budgetMinutes: positive('--budget', values.budget),
    out: resolve(values.out),
    work: resolve(values.work),
    profile: values.profile,
    list: values.list,
    install: !values['no-install'],
    help: values.help,
  };
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${option} takes a whole number of at least 1, not ${text}`);
  return number;
}
