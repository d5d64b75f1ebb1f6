import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { differences } from '../support/observe.ts';
import { pair, pairWith, type Pair } from '../support/pair.ts';
import { serverFor, skipReason } from '../support/servers.ts';
import { only } from '../support/only.ts';

const FOLDERS = ['cur', 'new', 'tmp'] as const;
const MAILBOXES = 40;
const MESSAGES_PER_MAILBOX = 4;
const RUNS = 3;
/** How often each message changes its place during a run: much more than of a mail server at work, so that a few runs tell. */
const MOVES_PER_RUN = 2;

/** A mail server at work: each message goes from `tmp` to `new` to `cur`, gets flags, and goes to another mailbox at last. */
class MailServer {
  /** By its id, where each message is. */
  readonly #places = new Map<string, string>();
  readonly #root: string;
  #turn = 0;
  #stopped = false;
  #working: Promise<void> = Promise.resolve();

  constructor(root: string) {
    this.#root = root;
    for (let box = 0; box < MAILBOXES; box += 1)
      for (const folder of FOLDERS) mkdirSync(join(root, mailbox(box), folder), { recursive: true });
    for (let id = 0; id < MAILBOXES * MESSAGES_PER_MAILBOX; id += 1) this.#deliver(id);
  }

  /** Messages that were delivered so far. */
  get delivered(): readonly string[] {
    return [...this.#places.keys()];
  }

  /** `runMs`: how long a run takes, by which its pace is set. */
  begin(runMs: number): void {
    this.#working = this.#work(runMs / (this.#places.size * MOVES_PER_RUN));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #work(everyMs: number): Promise<void> {
    const ids = this.delivered;
    for (; !this.#stopped; this.#turn += 1) {
      // Far apart from one turn to the next, so that all mailboxes are at work.
      this.#handle(ids[(this.#turn * 101) % ids.length]!);
      if (this.#turn % 10 === 0) this.#deliver(this.#places.size);
      await sleep(everyMs);
    }
  }

  #deliver(id: number): void {
    const name = `${id}.M1P1.host`;
    const [from, to] = ['tmp', 'new'].map((folder) => `${mailbox(id)}/${folder}/${name}`) as [string, string];
    writeFileSync(join(this.#root, from), `message ${id}\n`.repeat(1 + (id % 20)));
    renameSync(join(this.#root, from), join(this.#root, to));
    this.#places.set(name, to);
  }

  #handle(id: string): void {
    const place = this.#places.get(id)!;
    const [box, folder, name] = place.split('/') as [string, string, string];
    const to = folder === 'new' ? `${box}/cur/${id}:2,` : nextOf(box, name, id, this.#turn);
    renameSync(join(this.#root, place), join(this.#root, to));
    this.#places.set(id, to);
  }
}

function mailbox(number: number): string {
  return `.Box ${String(number % MAILBOXES).padStart(3, '0')}`;
}

/** One flag after the other; with all of them it is filed, unread again. */
function nextOf(box: string, name: string, id: string, turn: number): string {
  const flags = name.slice(name.indexOf(':2,') + 3);
  const next = ['F', 'FR', 'FRS'].find((each) => each.length > flags.length);
  return next === undefined ? `${mailbox(turn * 7)}/new/${id}` : `${box}/cur/${id}:2,${next}`;
}

/** The ids of the messages that a side has under any name, in any folder. */
function messagesOn(root: string): Set<string> {
  const ids = new Set<string>();
  for (const box of readdirSync(root).filter((name) => name.startsWith('.Box')))
    for (const folder of FOLDERS.filter((name) => existsSync(join(root, box, name))))
      for (const name of readdirSync(join(root, box, folder))) ids.add(name.split(':')[0]!);
  return ids;
}

async function backUpMovingMail(t: Test, the: Pair, mode: string): Promise<void> {
  const server = new MailServer(the.source);
  t.equal((await the.finish(the.begin('--mode', mode))).exit, 0);
  const beganMs = performance.now();
  t.match(await the.run('--mode', mode), { exit: 0, lines: only([]) });
  server.begin(performance.now() - beganMs);
  t.teardown(() => server.stop());
  for (let run = 1; run <= RUNS; run += 1) {
    const before = server.delivered;
    const { summary } = await the.finish(the.begin('--mode', mode));
    t.match(summary, { conflicts: 0 }, `run ${run}`);
    const backedUp = messagesOn(the.destination);
    const missing = before.filter((id) => !backedUp.has(id));
    t.same(missing, [], `run ${run}: no message is missing`);
  }
  await server.stop();
  await the.finish(the.begin('--mode', mode));
  t.match(
    await the.run('--mode', mode),
    { exit: 0, lines: only([]) },
    'once nothing moves any more, both are in step',
  );
  t.same(differences(the.source, the.destination, { withinNs: 1_999_999_999n, modes: false }), []);
}

for (const mode of ['clone', 'two-way'] as const)
  t.test(`C7: mail that moves during each run is never missing from a directory (${mode})`, (t) =>
    backUpMovingMail(t, pair(t, undefined, undefined), mode),
  );

for (const [kind, mode] of [
  ['pure-ftpd', 'clone'],
  ['vsftpd', 'two-way'],
  ['openssh', 'clone'],
  ['openssh', 'two-way'],
] as const)
  t.test(
    `C7: mail that moves during each run is never missing from a server (${kind}, ${mode})`,
    { skip: skipReason(kind) },
    async (t) => backUpMovingMail(t, pairWith(t, await serverFor(t, kind), 'to'), mode),
  );
