import type { Listing, Path } from '@syncline/model';
import type { TimeForm } from '../remote/clock.js';
import { passiveCommand } from './data.js';
import { directoryGone } from '../remote/errors.js';
import { questionsOf, interpret } from './look.js';
import type { EntryRules } from './listing/assemble.js';
import { assemble } from './listing/assemble.js';
import type { Collected } from './listing/collect.js';
import { ListingCollector, ListingTooLong } from './listing/collect.js';
import type { Reply } from './reply.js';
import { isCompletion, isUnknownCommand, shownReply } from './reply.js';
import type { Connection, Server } from './server.js';
import { retrieve } from './retrieve.js';

const RUN_TRIES = 3;

type Command = 'MLSD' | 'MLSD -a' | 'LIST -a' | 'LIST';

/**
 * Lists one directory, entered by CWD first: a LIST of a missing directory often "succeeds" with nothing (FAULTS S6).
 * Throws `failed` when the directory is not there. An empty answer without the directory's own line is asked again.
 */
export async function listDirectory(at: Connection, remote: string, path: Path): Promise<Listing> {
  return (await fetchListing(at, remote, path))();
}

/** The same, but for what is left to do once nothing more is asked of the server: others can have the connection meanwhile. */
export async function fetchListing(at: Connection, remote: string, path: Path): Promise<() => Listing> {
  const [entered, passive] = (await at.session.exchange([`CWD ${remote}`, passiveCommand(at.server)])) as [
    Reply,
    Reply,
  ];
  if (!isCompletion(entered)) {
    const listing = await notEntered(at, remote, path, entered);
    return () => listing;
  }
  const fromMs = Date.now();
  let collected = await collect(at, passive);
  if (isDoubtfullyEmpty(collected)) collected = await collect(at);
  const { facts } = at.server;
  if (collected.listed.some((each) => each.name.startsWith('.'))) facts.dotNames = 'shown';
  if (collected.format === 'dos') facts.windows = true;
  const rules = rulesOf(at.server, collected, fromMs);
  return () => assemble(path, collected.listed, rules, collected.trouble);
}

function isDoubtfullyEmpty({ listed, selfSeen, trouble }: Collected): boolean {
  return listed.length === 0 && !selfSeen && trouble === undefined;
}

function rulesOf(server: Server, collected: Collected, fromMs: number): EntryRules {
  const toMs = Date.now();
  const form: TimeForm = collected.format === 'facts' ? 'utc-second' : 'zone-minute';
  return {
    windows: server.facts.windows,
    isRacy: (mtime) => server.clock.isRacy(mtime, form, fromMs, toMs),
  };
}

/** 550 may mean that the directory is not there or that it may not be entered; where there is MLST that can be told. */
async function notEntered(at: Connection, remote: string, path: Path, reply: Reply): Promise<Listing> {
  const why = `it cannot be entered: the server said "${shownReply(reply)}"`;
  const unlistable: Listing = { path, entries: [], complete: false, incompleteBecause: why, reserved: [] };
  if (reply.code !== 550) return unlistable;
  const found = interpret(at.server, path, await at.session.exchange(questionsOf(at.server, remote)));
  if (found.kind === 'directory') return unlistable;
  throw directoryGone(path, shownReply(reply), at.server.facts.mlst ? '' : ', may not be entered');
}

/** Lists the current directory by the best command that the server is known to understand. */
async function collect(at: Connection, early?: Reply): Promise<Collected> {
  const { facts } = at.server;
  if (facts.listCommand === 'MLSD') {
    const collected = await run(at, facts.mlsd, early);
    if (!isUnknownCommand(collected.reply)) return collected;
    facts.listCommand = 'unknown';
    facts.dotNames = 'unknown';
    return probeList(at);
  }
  if (facts.listCommand === 'unknown') return probeList(at, early);
  const collected = await run(at, facts.listCommand, early);
  const lostSelf = facts.listCommand === 'LIST -a' && !collected.selfSeen && collected.trouble === undefined;
  if (!lostSelf) return collected;
  // Where names with a dot are hidden, vsftpd hides that line as well in a hidden folder of a hidden folder.
  if (facts.dotNames !== 'shown') return run(at, 'LIST');
  return { ...collected, trouble: "the directory's own line is missing" };
}

/**
 * `LIST -a` is proven by the directory's own line; otherwise `-a` may have been taken for a file name (FAULTS S8). That
 * line is no proof that other dot names are shown: vsftpd's `hide_file` leaves it in.
 */
async function probeList(at: Connection, early?: Reply): Promise<Collected> {
  const all = await run(at, 'LIST -a', early);
  if (all.selfSeen) {
    at.server.facts.listCommand = 'LIST -a';
    return all;
  }
  const plain = await run(at, 'LIST');
  // A listing that broke proves nothing about `-a`; an empty one neither.
  if (plain.trouble === undefined && plain.listed.length > 0) at.server.facts.listCommand = 'LIST';
  return plain;
}

/** 425, the data connection could not be opened, passes; nothing was sent. */
async function run(at: Connection, command: Command, early?: Reply): Promise<Collected> {
  let collected = await runOnce(at, command, early);
  for (let tries = 1; collected.reply.code === 425 && tries < RUN_TRIES; tries += 1)
    collected = await runOnce(at, command);
  return collected;
}

async function runOnce(at: Connection, command: Command, early?: Reply): Promise<Collected> {
  const collector = new ListingCollector(command.startsWith('MLSD') ? 'facts' : undefined, Date.now());
  const content = retrieve(at.session, at.server, command, { early });
  try {
    for (;;) {
      const step = await content.next();
      if (step.done === true) return collector.finish(step.value);
      collector.add(step.value);
    }
  } catch (error) {
    if (!(error instanceof ListingTooLong)) throw error;
    await content.return({ code: 426, text: '' });
    return collector.giveUp(error);
  }
}
