// Prints what is told of the directory that it is given, by a process that watches and can open no more files.
import { openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { watch } from '../../dist/index.js';

function takeAllDescriptors() {
  try {
    for (;;) openSync('/dev/null', 'r');
  } catch {
    // As it should be.
  }
}

const [root = '', other = tmpdir()] = process.argv.slice(2);
const first = watch(other).subscribe((trigger) => {
  if (trigger.type !== 'armed') return;
  takeAllDescriptors();
  watch(root).subscribe((told) => {
    console.log(JSON.stringify(told));
    if (told.type === 'armed') process.exit();
  });
});
process.on('exit', () => first.unsubscribe());
