import type { Compare, Mode } from '@syncline/model';
import { DEFAULT_LIMITS, parseFileCheck } from '@syncline/model';
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
export const CONFLICTS = ['newer', 'source', 'destination', 'larger'] as const;

/** The words that an option takes, where it takes no other. */
export const CHOICES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['--mode', MODES],
  ['--compare', COMPARES],
  ['--conflict', CONFLICTS],
]);

/** Every option of SPEC §8, by the heading that it stands under in a help text. */
export function optionGroups(): Readonly<Record<string, readonly Option[]>> {
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

function fingerprint(name: string, description: string): Option {
  return parsed(`${name} <FINGERPRINT>`, description, (value) => parseFingerprint(value, name));
}
