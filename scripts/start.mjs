// For newcomers: builds Syncline, makes a small mail folder, and backs it up with the real command.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, root, run } from './run.mjs';
import { makeSampleMail } from './sample-mail.mjs';

const mail = 'sample/mail';
const backup = 'sample/backup';
const sync = ['sync', mail, backup, '--mode', 'clone', '--state', 'sample/state'];

console.log('Building …');
build();

mkdirSync(join(root, backup), { recursive: true });
if (existsSync(join(root, mail))) {
  console.log(`The sample of last time is still there: ${mail} is synchronized again.`);
} else {
  makeSampleMail(join(root, mail));
  console.log(`Made a sample mail folder, ${mail}, and an empty directory for its backup, ${backup}.`);
}

console.log(`\n$ syncline ${sync.join(' ')}\n`);
run(process.execPath, ['packages/cli/bin/syncline.js', ...sync]);

console.log(`
${backup} is now a copy of ${mail}. What to do next:

  Change, add or delete something in ${mail}, then run the same again:
    npx -y pnpm@12 syncline ${sync.join(' ')}

  See what would be done, without doing it:
    npx -y pnpm@12 syncline sync DIRECTORY ftp://user@host/directory --dry-run

  All commands and options:
    npx -y pnpm@12 syncline --help

The directory sample can be deleted at any time.`);
