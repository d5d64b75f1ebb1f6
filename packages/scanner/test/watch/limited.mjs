// Prints what is told of the directory that it is given until the watch is armed.
import { watch } from '../../dist/index.js';

const watching = watch(process.argv[2] ?? '').subscribe((trigger) => {
  console.log(JSON.stringify(trigger));
  if (trigger.type === 'armed') setImmediate(() => watching.unsubscribe());
});
