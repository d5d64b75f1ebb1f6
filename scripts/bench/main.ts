// Syncline beside its peers, at the same work. `pnpm bench --help` tells the options, docs/benchmarks.md the rest.
import { readOptions, USAGE } from './options.ts';
import { runSession } from './session.ts';

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(USAGE);
  else await runSession(options, (text) => console.error(text));
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
