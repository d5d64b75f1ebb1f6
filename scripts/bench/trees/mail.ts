import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../../test/simulate/random.ts';
import { createRandom } from '../../../test/simulate/random.ts';
import type { MailSize } from '../scale.ts';
import { someTime, writeText } from './text.ts';

export const MESSAGE_BYTES = [1_024, 8_192] as const;
/** One message in so many is still in `new`. */
const UNREAD_EVERY = 10;

/** Mailboxes as Maildir++ keeps them: an inbox, then folders with a leading dot, each with `cur`, `new` and an empty `tmp`. */
export function makeMail(root: string, { files, mailboxes }: MailSize): void {
  const random = createRandom(files);
  for (let index = 0; index < mailboxes; index += 1) {
    const mailbox = join(root, index === 0 ? 'INBOX' : `.Folder${String(index).padStart(3, '0')}`);
    for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(mailbox, part), { recursive: true });
    const first = Math.floor((files * index) / mailboxes);
    const end = Math.floor((files * (index + 1)) / mailboxes);
    for (let message = first; message < end; message += 1) {
      const seconds = someTime(random);
      const unread = message % UNREAD_EVERY === 0;
      const name = messageName(random, message, Math.floor(seconds));
      writeText(join(mailbox, unread ? `new/${name}` : `cur/${name}:2,`), random, MESSAGE_BYTES, seconds);
    }
  }
}

/** A message's file name as a mail server makes it, without flags. */
export function messageName(random: Random, number: number, seconds: number): string {
  return `${seconds}.M${random.below(1_000_000)}P${number}.mail`;
}
