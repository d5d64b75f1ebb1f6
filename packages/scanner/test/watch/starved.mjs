// Prints what is told of the directory that it is given, by a process that watches and can open no more files.
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { watch } from '../../dist/index.js';

function takeAllDescriptors() {
  const taken = [];
  try {
    for (;;) taken.push(openSync('/dev/null', 'r'));
  } catch {
    return taken;
  }
}

const [root = '', other = tmpdir()] = process.argv.slice(2);
const first = watch(other).subscribe((trigger) => {
  if (trigger.type !== 'armed') return;
  const taken = takeAllDescriptors();
  watch(root).subscribe((told) => {
    console.log(JSON.stringify(told));
    if (told.type !== 'armed') return;
    // The end of a process may be noted in a file.
    taken.forEach((descriptor) => closeSync(descriptor));
    process.exit();
  });
});
process.on('exit', () => first.unsubscribe());
