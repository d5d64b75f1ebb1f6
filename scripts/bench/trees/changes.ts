import { readdirSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../../test/simulate/random.ts';
import { createRandom } from '../../../test/simulate/random.ts';
import { MESSAGE_BYTES, messageName } from './mail.ts';
import { writeText } from './text.ts';

/** How many of each are made. */
export interface Mix {
  readonly added: number;
  readonly edited: number;
  readonly deleted: number;
  readonly renamed: number;
}

export const TWO_HUNDRED: Mix = { added: 60, edited: 60, deleted: 60, renamed: 20 };
/** On each side, so that both together are 200. */
export const ONE_HUNDRED: Mix = { added: 30, edited: 30, deleted: 30, renamed: 10 };

/** Which of a tree's messages may be touched: with two sides, each its own half, so that nothing conflicts. */
export type Share = 'all' | 'even' | 'odd';

/** Changes a mail tree as its users would: the same round makes the same changes to the same tree. */
export function changeMail(root: string, round: number, mix: Mix, share: Share = 'all'): void {
  const random = createRandom(round * 10 + (share === 'odd' ? 1 : 0));
  const messages = messagesOf(root).filter((path) => share === 'all' || isEven(path) === (share === 'even'));
  const take = (): string => takeOne(messages, random);
  for (let count = 0; count < mix.edited; count += 1) writeText(join(root, take()), random, MESSAGE_BYTES);
  for (let count = 0; count < mix.deleted; count += 1) unlinkSync(join(root, take()));
  for (let count = 0; count < mix.renamed; count += 1) flag(root, take());
  for (let count = 0; count < mix.added; count += 1) {
    const folder = random.pick(messages).split('/', 1)[0]!;
    // Unlike any number in the tree, and unlike one of the other side.
    const number = 10_000_000 + round * 10_000 + count * 2 + (share === 'odd' ? 1 : 0);
    const name = messageName(random, number, 1_750_000_000 + round);
    writeText(join(root, folder, 'new', name), random, MESSAGE_BYTES);
  }
}

/** Flags messages that have no flag yet, which renames them. Gives the new paths. */
export function flagMail(root: string, round: number, count: number): readonly string[] {
  const random = createRandom(round);
  const messages = messagesOf(root).filter((path) => !path.endsWith('S'));
  return Array.from({ length: Math.min(count, messages.length) }, () =>
    flag(root, takeOne(messages, random)),
  );
}

/** Paths of all messages, in a fixed order. */
function messagesOf(root: string): string[] {
  return readdirSync(root)
    .sort()
    .filter((mailbox) => mailbox !== '.syncline')
    .flatMap((mailbox) =>
      ['cur', 'new'].flatMap((part) =>
        readdirSync(join(root, mailbox, part))
          .sort()
          .map((name) => `${mailbox}/${part}/${name}`),
      ),
    );
}

function isEven(path: string): boolean {
  return Number(/P(\d+)/.exec(path)![1]) % 2 === 0;
}

function takeOne(messages: string[], random: Random): string {
  const at = random.below(messages.length);
  const taken = messages[at]!;
  messages[at] = messages.at(-1)!;
  messages.pop();
  return taken;
}

/** `new/x` becomes `cur/x:2,S`, and `cur/x:2,` becomes `cur/x:2,S`; one more flag where that is there already. */
function flag(root: string, path: string): string {
  const [mailbox, , name] = path.split('/') as [string, string, string];
  const flagged = `${mailbox}/cur/${name.includes(':2,') ? `${name}S` : `${name}:2,S`}`;
  renameSync(join(root, path), join(root, flagged));
  return flagged;
}
