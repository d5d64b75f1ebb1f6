import { SynclineError } from '@syncline/model';
import { open } from './journals.js';
import { commitNext } from './sequence.js';

/** Run by `state-directory.test.ts` under a limit of file size: tells how commits end, as JSON. */
// Without it the signal that goes with the limit would end the process.
process.on('SIGXFSZ', () => undefined);
const journal = await open(process.argv[2]!);
let last = 0;

async function failure(): Promise<string> {
  try {
    for (;;) last = await commitNext(journal);
  } catch (error) {
    return error instanceof SynclineError ? error.code : String(error);
  }
}

const first = await failure();
const second = await failure();
await journal.close();
process.stdout.write(JSON.stringify({ first, second, last }));
