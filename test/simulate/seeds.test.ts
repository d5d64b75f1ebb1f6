import t from 'tap';
import { playApart } from '../../scripts/campaign.mjs';
import type { Kind } from './campaign.ts';

/** Histories that once showed something wrong, for as long as their seeds draw them. */
const FOUND: readonly { readonly kind: Kind; readonly seed: number; readonly wrong: string }[] = [
  { kind: 'histories', seed: 211313, wrong: 'a dry run gave one conflict name to a file and to a folder' },
  { kind: 'histories', seed: 214212, wrong: 'a dry run gave one conflict name twice' },
  { kind: 'histories', seed: 8464, wrong: 'a dry run planned a conflict of a renamed file twice' },
  { kind: 'histories', seed: 205380, wrong: 'a link was taken for a renamed file' },
  {
    kind: 'histories',
    seed: 1020073,
    wrong: 'a temp file was left in a folder that was renamed while it was filled',
  },
  {
    kind: 'histories',
    seed: 1093776,
    wrong: 'files swapped right after one was written were taken for our own work',
  },
  {
    kind: 'histories',
    seed: 1103194,
    wrong: 'an edit right after a file was written was taken for our own work',
  },
  {
    kind: 'histories',
    seed: 5001532,
    wrong: 'an edit that coarse times hid was deleted, with the trash off',
  },
  { kind: 'histories', seed: 5002824, wrong: 'one side was still being flushed after the run had ended' },
  {
    kind: 'histories',
    seed: 3027398,
    wrong: 'an edit right after a time was set was taken for our own work',
  },
  {
    kind: 'histories',
    seed: 6045526,
    wrong: 'two files of one content set the time of their hard link on the other side in turns',
  },
  {
    kind: 'histories',
    seed: 6593780,
    wrong: 'what was renamed into a folder that cannot be listed on the other side was made there',
  },
  {
    kind: 'histories',
    seed: 6365229,
    wrong: 'after a run that broke off, what had changed just before was taken for settled',
  },
  {
    kind: 'histories',
    seed: 6104399,
    wrong: 'which of two conflict copies got which name hung on what was done sooner',
  },
  {
    kind: 'histories',
    seed: 6116316,
    wrong: 'which of two conflict copies got which name hung on what was done sooner, in another order',
  },
  {
    kind: 'histories',
    seed: 6021800,
    wrong: 'the name of a conflict copy was given to what is kept elsewhere',
  },
  { kind: 'histories', seed: 14897, wrong: 'a rename on a side without times was not recorded' },
  {
    kind: 'crashes',
    seed: 2000973,
    wrong: 'a hard link of a conflict copy was taken for a rename that a crash had cut short',
  },
  {
    kind: 'cuts',
    seed: 210090,
    wrong: 'a power cut undid a rename that a run after a crash had finished, and the loser was kept twice',
  },
  {
    kind: 'crashes',
    seed: 209,
    wrong: 'the copy of a loser stayed where names with a dot are hidden, and was never found again',
  },
  {
    kind: 'crashes',
    seed: 3240,
    wrong:
      'the winner of a conflict, on one side alone after a crash, was hidden there and never found again',
  },
  {
    kind: 'crashes',
    seed: 119,
    wrong: 'what was to take the place of another kind was hidden and never found again once that was gone',
  },
  {
    kind: 'histories',
    seed: 14,
    wrong:
      'a hidden copy that was not in the journal yet was never found again when the original was renamed',
  },
  {
    kind: 'histories',
    seed: 1675,
    wrong: 'a temp file that could not be removed was forgotten where names with a dot are hidden',
  },
  {
    kind: 'cuts',
    seed: 68,
    wrong: 'a power cut brought a hidden temp file back that was forgotten by then',
  },
  {
    kind: 'histories',
    seed: 2172,
    wrong: 'names that are hidden were carried on in a folder that cannot be listed',
  },
  {
    kind: 'histories',
    seed: 32428,
    wrong:
      'the copy of a loser that came to where it is hidden was never found again when the other one was deleted',
  },
  {
    kind: 'histories',
    seed: 79680,
    wrong: 'what somebody put under the new name of a file was removed when the rename could not be ended',
  },
];

for (const { kind, seed, wrong } of FOUND) {
  t.test(`${kind} ${seed}: ${wrong}`, async (t) => {
    const { failures } = await playApart(kind, { firstSeed: seed, histories: 1 });
    t.strictSame(
      failures.map(({ report }) => report),
      [],
    );
  });
}
