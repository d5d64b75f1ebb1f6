// Builds, runs the tests and prints one line per file, the failures, and a closing line with the counts.
//
//   pnpm test                                     all
//   pnpm test packages/model/test/path.test.ts    one file; options of tap may follow (--grep=…)
//
// Exits with 1 when a test failed, when tap failed, or when no test ran.
import { Parser } from 'tap-parser';
import { build } from './run.mjs';
import { addTallies, count, tally, watchPoints } from './tally.mjs';
import { startTap } from './tap.mjs';
import { printFailure, printFile } from './test-report.mjs';

build();

let sum = count({});
const parser = new Parser();
watchPoints(parser, (point) => {
  const file = tally(point);
  printFile(point.result, file);
  file.failures.forEach(printFailure);
  sum = addTallies(sum, file);
});

const tap = startTap(process.argv.slice(2));
const ended = new Promise((resolve) => parser.on('complete', resolve));
tap.stdout.pipe(parser);
const [code] = await Promise.all([new Promise((resolve) => tap.on('close', resolve)), ended]);

const { passed, failed, skipped } = sum;
if (code !== 0 && failed === 0) console.log(`tap ended with ${code} though no test failed`);
if (passed + failed === 0) console.log('no test ran');
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = code === 0 && failed === 0 && passed > 0 ? 0 : 1;
