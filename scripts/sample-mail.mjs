import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ path: string, flags: string, count: number, firstSeconds: number, stepSeconds: number }} Folder
 *   `path` in the Maildir, `flags` of its messages (S seen, R answered, F flagged), and when they were delivered,
 *   in seconds since 1970
 */

/** @type {readonly Folder[]} */
const folders = [
  { path: '.', flags: 'S', count: 24, firstSeconds: 1_732_300_000, stepSeconds: 5_400 },
  { path: '.Sent', flags: 'S', count: 12, firstSeconds: 1_732_310_000, stepSeconds: 9_000 },
  // Years old: what a File Check by time must carry over too.
  { path: '.Archive', flags: 'RS', count: 12, firstSeconds: 1_420_070_400, stepSeconds: 2_592_000 },
];

const unreadCount = 4;

const people = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Ken', 'Frances'];
const subjects = ['Minutes of Tuesday', 'Train times', 'Re: draft', 'Invoice 2214', 'Photos', 'Lunch?'];

/**
 * Makes a small Maildir: an inbox and two folders, each with cur, new and tmp. The same messages every time.
 * Nothing stands under `directory` until all of it does.
 * @param {string} directory does not exist yet
 */
export function makeSampleMail(directory) {
  const unfinished = `${directory}.unfinished`;
  for (const folder of folders) makeFolder(unfinished, folder);
  renameSync(unfinished, directory);
}

/**
 * @param {string} root
 * @param {Folder} folder
 */
function makeFolder(root, { path, flags, count, firstSeconds, stepSeconds }) {
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(root, path, part), { recursive: true });
  if (path !== '.') writeFileSync(join(root, path, 'maildirfolder'), '');
  for (let index = 0; index < count; index++) {
    const seconds = firstSeconds + index * stepSeconds;
    const unread = path === '.' && index >= count - unreadCount;
    const name = `${seconds}.M${(index * 7_919) % 1_000_000}P${4_000 + index}.mail`;
    const file = join(root, path, unread ? `new/${name}` : `cur/${name}:2,${flags}`);
    writeFileSync(file, message(name, index, seconds));
    utimesSync(file, seconds, seconds);
  }
}

/**
 * @param {string} id
 * @param {number} index
 * @param {number} seconds
 */
function message(id, index, seconds) {
  const from = people[index % people.length];
  const to = people[(index * 3 + 1) % people.length];
  return [
    `Message-ID: <${id}@example.org>`,
    `Date: ${new Date(seconds * 1_000).toUTCString().replace('GMT', '+0000')}`,
    `From: ${from} <${from?.toLowerCase()}@example.org>`,
    `To: ${to} <${to?.toLowerCase()}@example.org>`,
    `Subject: ${subjects[index % subjects.length]}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Dear ${to},`,
    '',
    ...Array.from(
      { length: 3 + (index % 9) },
      (_, line) => `${line + 1}. As agreed, and more of it next week.`,
    ),
    '',
    `${from}`,
    '',
  ].join('\n');
}
